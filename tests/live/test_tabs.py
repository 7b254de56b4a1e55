"""The stream as browsers hold it: one for all tabs, handed on when its tab closes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import APIResponse, BrowserContext, Page, Request, Route, expect
from playwright.sync_api import Browser as Chrome

from firstline.platform.nudges import nudge
from tests import world
from tests.browsers import browser, chromium
from tests.live.conftest import Browser, BrowserOf
from tests.sockets import wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium: apt-get install chromium"),
]


def test_tabs_share_one_stream_and_hand_it_on(browser_of: BrowserOf) -> None:
    signed_in = browser_of(world.AMARA)
    with browser() as chrome:
        context = chrome.new_context()
        _give_cookie(context, signed_in)
        streams: list[Request] = []
        context.on("request", lambda request: _note_stream(request, streams))
        tabs = [context.new_page() for _ in range(8)]
        for tab in tabs:
            tab.goto(f"http://127.0.0.1:{signed_in.port}/tickets/", wait_until="load")
        assert len(streams) == 1

        _hears(tabs[0])
        _hears(tabs[7])

        tabs[0].close()
        wait_for(lambda: _passed(tabs[1]) and len(streams) == 2)
        _hears(tabs[7])


@pytest.mark.django_db(transaction=True)
def test_colleagues_see_who_looks_who_types_and_who_left(browser_of: BrowserOf) -> None:
    ticket = world.make_ticket()
    hers, his = browser_of(world.AMARA), browser_of(world.BO)
    with browser() as chrome:
        amara = _open(chrome, hers, f"/tickets/{ticket.pk}/")
        bo = _open(chrome, his, f"/tickets/{ticket.pk}/")
        expect(amara.locator("#presence")).to_contain_text("Bo Lindqvist is looking")
        expect(bo.locator("#presence")).to_contain_text("Amara Obi is looking")

        bo.keyboard.press("r")
        bo.locator("[data-kind=reply] [contenteditable=true]").press_sequentially("Hello")
        expect(amara.locator("#presence")).to_contain_text("Bo Lindqvist is typing")

        bo.close()
        expect(amara.locator("#presence")).not_to_contain_text("Bo Lindqvist")


@pytest.mark.django_db(transaction=True)
def test_what_is_heard_while_an_answer_is_on_its_way_is_asked_again(browser_of: BrowserOf) -> None:
    ticket = world.make_ticket()
    hers, his = browser_of(world.AMARA), browser_of(world.BO)
    with browser() as chrome:
        amara = _open(chrome, hers, "/tickets/")
        answers = _held_back(amara, f"**/live/presence/{ticket.pk}/")
        amara.goto(f"http://127.0.0.1:{hers.port}/tickets/{ticket.pk}/")
        wait_for(lambda: _passed(amara) and len(answers) == 1)

        bo = _open(chrome, his, f"/tickets/{ticket.pk}/")
        expect(bo.locator("#presence")).to_contain_text("Amara Obi is looking")
        # Longer than a part of the page rests between two questions.
        amara.wait_for_timeout(1500)
        assert len(answers) == 1
        _let_through(answers[0])

        wait_for(lambda: _passed(amara) and len(answers) == 2)
        _let_through(answers[1])
        expect(amara.locator("#presence")).to_contain_text("Bo Lindqvist is looking")


def _held_back(page: Page, address: str) -> list[tuple[Route, APIResponse]]:
    """What the page asks there, with what the desk answered at once."""
    held: list[tuple[Route, APIResponse]] = []
    page.route(address, lambda route: held.append((route, route.fetch())))
    return held


def _let_through(held: tuple[Route, APIResponse]) -> None:
    route, answer = held
    route.fulfill(response=answer)


def _open(chrome: Chrome, signed_in: Browser, path: str) -> Page:
    context = chrome.new_context()
    _give_cookie(context, signed_in)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{signed_in.port}{path}")
    return page


def _hears(tab: Page) -> None:
    """A nudge has the tab fetch its list again."""
    with (
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        ThreadPoolExecutor(1) as elsewhere,
        tab.expect_request(lambda request: request.headers.get("hx-request") == "true"),
    ):
        elsewhere.submit(_nudge).result()


def _nudge() -> None:
    nudge("tickets")
    connection.close()


def _passed(tab: Page) -> bool:
    """Playwright tells events only while it is asked something."""
    tab.wait_for_timeout(50)
    return True


def _note_stream(request: Request, streams: list[Request]) -> None:
    if "/live/stream" in request.url:
        streams.append(request)


def _give_cookie(context: BrowserContext, signed_in: Browser) -> None:
    name, _, value = signed_in.cookie.partition("=")
    url = f"http://127.0.0.1:{signed_in.port}"
    context.add_cookies([{"name": name, "value": value, "url": url}])
