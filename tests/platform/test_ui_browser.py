"""The gallery in a real browser: its behaviours under the strict policy, and what axe finds."""

from collections.abc import Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from firstline.platform.web.middleware import SecurityHeaders
from tests.browsers import browser, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium: apt-get install chromium"),
]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as launched:
        yield launched


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The gallery over HTTP, under the real policy and with nothing else of the desk around it."""
    with override_settings(
        DEBUG=True, MIDDLEWARE=[f"{SecurityHeaders.__module__}.SecurityHeaders"]
    ):
        server = make_server(
            "127.0.0.1",
            0,
            StaticFilesHandler(get_wsgi_application()),
            server_class=_Threads,
            handler_class=_Silent,
        )
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing of requests that went well."""


@pytest.fixture
def complaints() -> list[str]:
    """What the browser says against the page: errors, and what the policy refused."""
    return []


@pytest.fixture
def page(chrome: Browser, served: str, complaints: list[str]) -> Iterator[Page]:
    context = chrome.new_context(base_url=served, reduced_motion="reduce")
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.route("**/search/suggestions?*", lambda route: route.fulfill(body=""))
    page.goto("/gallery/ticket/")
    yield page
    context.close()


def test_the_list_is_walked_with_two_keys(page: Page, complaints: list[str]) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_contain_text("Ngozi Umeh")
    page.keyboard.press("k")
    expect(page.locator(":focus")).to_contain_text("Jonas Petersen")
    assert complaints == []


def test_the_keys_are_listed_and_the_palette_runs_commands(
    page: Page, complaints: list[str]
) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Solve this ticket")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("custom")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/gallery/ticket/#customers")
    assert complaints == []


def test_a_menu_opens_by_key_and_gives_the_focus_back(page: Page, complaints: list[str]) -> None:
    page.locator("[data-shortcut=s]").focus()
    page.keyboard.press("s")
    expect(page.locator(":focus")).to_have_text("Open")
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text("Pending")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_attribute("data-shortcut", "s")
    assert complaints == []


def test_the_theme_is_kept_for_the_next_page(page: Page) -> None:
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_no_key_is_lost_while_the_editor_comes(page: Page) -> None:
    page.locator("textarea[name=body]").focus()
    page.keyboard.type("Hello Dana,", delay=5)
    expect(page.locator(".ProseMirror")).to_have_text("Hello Dana,")


def test_rich_text_fills_the_forms_own_fields(page: Page) -> None:
    page.keyboard.press("r")
    page.locator(".ProseMirror").wait_for()
    page.keyboard.press("Control+b")
    page.keyboard.type("Hello")
    assert page.locator("[name=body]").input_value() == "Hello"
    assert page.locator("[name=body_html]").input_value() == "<p><strong>Hello</strong></p>"


def test_a_phone_shows_one_pane_and_slides_the_others_in(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".list-pane")).to_be_hidden()
    expect(page.locator("#navigation")).to_be_hidden()
    page.get_by_role("button", name="Open the navigation").click()
    expect(page.locator("#navigation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#navigation")).to_be_hidden()
    page.get_by_role("button", name="Show the properties").click()
    expect(page.locator("#ticket-side")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/gallery/", "/gallery/ticket/"])
def test_everybody_can_use_it(
    chrome: Browser, served: str, address: str, theme: str, width: int
) -> None:
    # axe comes as a script of its own, which the policy would refuse.
    context = chrome.new_context(
        base_url=served,
        bypass_csp=True,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    page.goto(address)
    expect(page.locator("main")).to_be_visible()
    found = Axe().run(page, options={"runOnly": RULES})
    context.close()
    assert found.violations_count == 0, found.generate_report()
