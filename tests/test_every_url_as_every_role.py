"""Walks every URL as every role, against the table of who may open what (T36)."""

import json
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase

from tests import access_cast, world
from tests.access_cast import Subject, Visitor
from tests.access_table import ACCESS, INSIDERS, MEMBER, WRITER, Page, Role

pytestmark = pytest.mark.django_db

# Only in what the restricted ticket says; what the walk searches for is not.
SECRET = "Obsidian"


def test_every_url_has_a_name_of_its_own_and_an_entry() -> None:
    names = [name for name, _arguments in access_cast.named_urls()]
    assert sorted(names) == sorted(set(names))
    assert {name.removesuffix("-json") for name in names} == set(ACCESS)


def test_everybody_opens_what_the_table_says_and_nothing_else() -> None:
    """One test for all, because the walk is quick and the cast is not."""
    access_cast.bystanders()
    amara, goran = world.agent(world.AMARA), world.agent(world.GORAN)
    ordinary = access_cast.subject(world.group(world.SUPPORT), writer=amara, words="Granite")
    restricted = access_cast.subject(world.group(world.SECURITY), writer=goran, words=SECRET)
    visitors = access_cast.visitors()

    wrong = []
    for name, page in [(name, page) for name, pages in ACCESS.items() for page in pages]:
        wrong += _differences(name, page, ordinary, visitors, expected=page.who)
        if page.about_ticket:
            insiders = MEMBER if page.who == WRITER else page.who & INSIDERS
            wrong += _differences(name, page, restricted, visitors, expected=insiders)
    assert not wrong, "\n".join(wrong)


def _differences(
    name: str,
    page: Page,
    subject: Subject,
    visitors: list[Visitor],
    *,
    expected: frozenset[Role],
) -> list[str]:
    address = access_cast.address(name, subject)
    found = []
    for visitor in visitors:
        answer = answered(visitor, address, page, subject)
        place = f"{page.method} {address} as {visitor.role}: {answer.status}"
        if answer.status >= 500 and name != "healthz":
            found.append(place)
        if answer.is_in != (visitor.role in expected):
            found.append(f"{place}, which is {'let in' if answer.is_in else 'refused'}")
        if SECRET in answer.text and visitor.role not in INSIDERS:
            found.append(f"{place}, and it tells of the restricted ticket")
    return found


@dataclass(frozen=True)
class Answered:
    status: int
    is_in: bool
    text: str


def answered(visitor: Visitor, address: str, page: Page, subject: Subject) -> Answered:
    """The answer, and whether it means to be let in. What was done is undone."""
    with transaction.atomic():
        answer = _answer(visitor, address, page, subject)
        text = _text(answer)
        transaction.set_rollback(True)
    return Answered(answer.status_code, _is_let_in(answer, page), text)


def _answer(visitor: Visitor, address: str, page: Page, subject: Subject) -> HttpResponseBase:
    data: dict[str, object] = {**page.data}
    if address.endswith("/uploads"):
        data["file"] = SimpleUploadedFile("a.txt", b"words")
    if address.endswith("/quotes"):
        data["message"] = subject.message_id
    if address == "/live/presence/":
        data["ticket"] = subject.ticket_id
    if page.json is not None:
        body = json.dumps(page.json)
        return visitor.client.generic(page.method, address, body, "application/json")
    if page.method == "POST":
        return visitor.client.post(address, data)
    if page.method == "GET":
        return visitor.client.get(address, page.data)
    return visitor.client.generic(page.method, address)


def _is_let_in(answer: HttpResponseBase, page: Page) -> bool:
    """Neither refused, nor told that there is no such thing, nor sent to the sign-in page."""
    if answer.status_code in page.refusals:
        return False
    return not answer.headers.get("Location", "").startswith("/account/login/")


def _text(answer: HttpResponseBase) -> str:
    content = answer.getvalue() if answer.streaming else getattr(answer, "content", b"")
    return bytes(content).decode(errors="replace") + str(answer.headers)
