"""What axe finds on the pages of Firstline: nothing, in either theme, wide and narrow.

The pages are those of the table of who may open what, so a new one is looked at by itself.
"""

from collections.abc import Callable, Iterator
from time import time
from typing import Any, Literal

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests import access_cast, world
from tests.access_table import ACCESS
from tests.access_table import Page as Entry
from tests.live.conftest import web_environment
from tests.sockets import free_port, running

WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
# Each theme and each width once.
MODES: list[tuple[ViewportSize, Literal["light", "dark"]]] = [(WIDE, "light"), (NARROW, "dark")]

VISITORS = ("stranger", "admin", "agent")
# What somebody wrote in a mail, shown in a frame of its own.
LETTERS = {"message_frame", "side_frame", "outbox_mail_html"}
# Led on to another page of the table, as things are in this desk.
LED_ON = {
    *("home", "filtered", "setup", "notice", "bulk_merge", "bulk_progress"),
    *("account_change_password", "account_reauthenticate", "mfa_authenticate"),
    *("mfa_deactivate_totp", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"),
    *("mfa_edit_webauthn", "mfa_remove_webauthn"),
}
# What opens on a page: where, and what is pressed there, and what is then seen.
OPENINGS = [
    ("tickets", "f", "#filter-dialog"),
    ("tickets", "o", "#list-display"),
    ("tickets", "?", "#shortcuts"),
    ("tickets", "Control+k", "#palette"),
    ("tickets", "j Space", "#quick-look"),
    ("tickets", "j x", "#bulk-actions"),
    ("tickets", "j x s", "#bulk-status"),
    ("tickets", "g b", "#notices-panel"),
    ("ticket", "s", "#status-menu"),
    ("ticket", "a", "#assignee-menu"),
    ("ticket", "z", "#snooze-menu"),
    ("ticket", "r Control+Alt+s", "#send-menu"),
    ("ticket", "w", "#macro-picker"),
    ("ticket", "Shift+R", "#rename"),
    ("ticket", "Shift+M", "#merge-dialog"),
]

Addresses = Callable[[str], str]


@pytest.fixture
def addresses(transactional_db: None) -> Iterator[tuple[Addresses, dict[str, str | None]]]:
    """The desk of the access table in a process of its own: where its pages are, and sessions."""
    subject, sessions = _furnished()
    port = free_port()
    command = ["-m", "firstline.config.cli", "web", "--processes", "1"]
    with running(*command, port=port, path="/live/stream", env=web_environment(port)):
        yield (
            lambda name: f"http://127.0.0.1:{port}{access_cast.address(name, subject)}",
            sessions,
        )


def _furnished() -> tuple[access_cast.Subject, dict[str, str | None]]:
    access_cast.bystanders()
    subject = access_cast.subject(
        world.group(world.SUPPORT), writer=world.agent(world.AMARA), words="Granite"
    )
    sessions = {"admin": _session(world.FARAH), "agent": _session(world.AMARA), "stranger": None}
    return subject, sessions


def _session(email: str) -> str:
    client = Client()
    client.force_login(world.agent(email).person)
    session = client.session
    # As if the password had just been typed: some pages ask for it again.
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time()}]
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.parametrize("who", VISITORS)
def test_axe_finds_nothing_on_any_page(
    chrome: Browser, addresses: tuple[Addresses, dict[str, str | None]], who: str
) -> None:
    address, sessions = addresses
    context = _context(chrome, address("home"), sessions[who])
    page = context.new_page()
    problems: dict[str, list[str]] = {}
    led_on = set()
    for name, entry in _pages_of(who):
        path = address(name) + _query(entry)
        answer = context.request.get(path, max_redirects=0)
        if answer.status in {301, 302}:
            led_on.add(name)
        elif "<!doctype html" in answer.text()[:200].lower():
            assert answer.status == 200, f"{path} answered {answer.status}"
            page.goto(path)
            # What is around the page is the same on each, and looked at with the first.
            is_further = page.locator("main").count() == 1 and name != "tickets"
            if found := _problems(page, part="main" if is_further else "html"):
                problems[name] = found
    context.close()

    assert problems == {}
    assert led_on <= LED_ON, "say so above, or have the page shown"


def test_axe_finds_nothing_in_what_opens(
    chrome: Browser, addresses: tuple[Addresses, dict[str, str | None]]
) -> None:
    address, sessions = addresses
    context = _context(chrome, address("home"), sessions["admin"])
    page = context.new_page()
    problems = {}
    for name, keys, opened in OPENINGS:
        page.goto(address(name))
        for key in keys.split():
            page.keyboard.press(key)
        expect(page.locator(opened)).to_be_visible()
        if found := _problems(page, part=opened):
            problems[f"{name}, {keys}"] = found
    context.close()
    assert problems == {}


def _pages_of(who: str) -> list[tuple[str, Entry]]:
    """What that visitor opens and nobody before them does."""
    return [
        (name, entry)
        for name, entries in ACCESS.items()
        for entry in entries
        if entry.method == "GET" and name not in LETTERS and _visitor(entry) == who
    ]


def _visitor(entry: Entry) -> str | None:
    return next((who for who in VISITORS if who in entry.who), None)


def _query(entry: Entry) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in entry.data.items())


def _context(chrome: Browser, url: str, session: str | None) -> BrowserContext:
    # axe comes as a script of its own, which the pages' policy would refuse.
    context = chrome.new_context(viewport=WIDE, reduced_motion="reduce", bypass_csp=True)
    if session is not None:
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session, "url": url}])
    return context


def _problems(page: Page, *, part: str = "html") -> list[str]:
    page.evaluate(Axe().axe_script)
    found = []
    for size, theme in MODES:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)
        answer = page.evaluate("([part, rules]) => axe.run(part, rules)", [part, EVERYTHING])
        found += [
            f"{violation['id']} in {theme}, {size['width']} wide: {node['target']}"
            for violation in answer["violations"]
            for node in violation["nodes"]
        ]
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    return found
