"""Walks every URL with roles of the desk's own: without a right, nothing comes of what needs it."""

import pytest
from django.db import transaction

from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.team import actions as team
from firstline.team.rights import IMPLIED, Right, Sees
from tests import access_cast, world
from tests.access_cast import Subject, Visitor
from tests.access_table import ACCESS, ADMIN, LEADS, TEAM, Page
from tests.rights_table import NEEDS, NEEDS_ONE_OF, needed
from tests.test_every_url_as_every_role import answered

pytestmark = pytest.mark.django_db

_WORDS = "Granite"


def test_the_tables_of_rights_name_urls_and_leave_out_no_right() -> None:
    assert {*NEEDS, *NEEDS_ONE_OF} <= set(ACCESS)
    asked_for = {*NEEDS.values(), *(one for rights in NEEDS_ONE_OF.values() for one in rights)}
    # Whoever has no shared views to keep still keeps their own at the same address.
    assert asked_for == set(Right) - {Right.SHARE_VIEWS}


def test_without_a_right_nothing_comes_of_any_url_that_needs_it() -> None:
    access_cast.bystanders()
    subject = _subject()
    everything = _visitor("Everything", set(Right))
    nothing = _visitor("Nothing", set())
    without = {right: _visitor(f"All but {right}", _all_but(right)) for right in Right}
    neither = {
        rights: _visitor(f"None of {number}", set(Right) - set(rights))
        for number, rights in enumerate(set(NEEDS_ONE_OF.values()))
    }

    wrong = []
    for name, page in [(name, page) for name, pages in ACCESS.items() for page in pages]:
        if not _is_of_the_team(page):
            continue
        address = access_cast.address(name, subject)
        place = f"{page.method} {address}"
        rights = needed(name)
        all_in, _told = _visit(everything, address, page, subject)
        reads, told = _visit(nothing, address, page, subject)
        if all_in != (page.who != ADMIN or bool(rights)):
            wrong.append(f"{place}: all rights are {'too many' if all_in else 'too few'}")
        if reads or not all_in:
            continue
        if not rights:
            wrong.append(f"{place}: needs a right that no table tells")
            continue
        bare = without[rights[0]] if len(rights) == 1 else neither[rights]
        is_in, told_without = _visit(bare, address, page, subject)
        if is_in or told or told_without:
            wrong.append(f"{place}: something comes of it without {', '.join(rights)}")
    assert not wrong, "\n".join(wrong)


def test_who_sees_only_their_own_gets_nothing_about_other_tickets() -> None:
    access_cast.bystanders()
    subject = _subject()
    narrowed = [_visitor(f"Only {sees}", set(Right), sees) for sees in (Sees.OWN, Sees.GROUPS)]

    wrong = []
    for name, page in [(name, page) for name, pages in ACCESS.items() for page in pages]:
        address = access_cast.address(name, subject)
        for visitor in narrowed:
            # Whoever looks after mail sees all of it: the right says so.
            if name.startswith(("outbox", "received")):
                continue
            answer = answered(visitor, address, page, subject)
            place = f"{page.method} {address}"
            if page.about_ticket and answer.is_in:
                wrong.append(f"{place}: is let in to a ticket beyond their sight")
            if _WORDS in answer.text and not name.startswith(("customer", "organisation")):
                wrong.append(f"{place}: tells of a ticket beyond their sight")
    assert not wrong, "\n".join(wrong)


def _subject() -> Subject:
    amara = world.agent(world.AMARA)
    return access_cast.subject(world.group(world.SUPPORT), writer=amara, words=_WORDS)


def _visitor(name: str, rights: set[Right], sees: str = Sees.ALL) -> Visitor:
    role = team.add_role(name=name, sees=sees, rights=rights, by=SYSTEM)
    agent = world.make_agent(name, role=role.key)
    return access_cast.agent_visitor("agent", agent)


def _all_but(right: Right) -> set[Right]:
    """Nor what would bring it along."""
    return set(Right) - {right, *(one for one, other in IMPLIED.items() if other == right)}


def _is_of_the_team(page: Page) -> bool:
    """For people of the team as such: neither one person's own, nor also for customers."""
    return page.who <= TEAM and (page.who >= LEADS or page.who == ADMIN)


def _visit(visitor: Visitor, address: str, page: Page, subject: Subject) -> tuple[bool, bool]:
    """Whether the visitor is let in, and whether anything has happened that is told in history."""
    with transaction.atomic():
        before = Event.objects.count()
        answer = answered(visitor, address, page, subject)
        has_happened = Event.objects.count() > before
        transaction.set_rollback(True)
    return answer.is_in, has_happened
