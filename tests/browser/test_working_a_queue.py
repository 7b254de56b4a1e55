"""A ticket worked by keyboard alone, from the list to the next one."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import served


@pytest.fixture
def page(chrome: Browser, desk: served.Desk, signed_in: str, own_ticket: str) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": 1440, "height": 900}, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{desk.url}/tickets/?view=all")
    expect(page.get_by_text(own_ticket)).to_be_visible()
    yield page
    context.close()


def test_a_ticket_is_worked_without_a_mouse(page: Page, own_ticket: str) -> None:
    _open_the_mail(page, own_ticket)
    press = page.keyboard.press

    press("m")
    expect(page.get_by_label("Assignee: Farah Aziz")).to_be_visible()
    press("p")
    expect(page.locator("[data-menu]:popover-open")).to_be_visible()
    press("u")  # the entry of the open menu that begins with it: Urgent
    press("Enter")
    expect(page.get_by_label("Priority: Urgent")).to_be_visible()
    press("t")
    page.keyboard.type("hum lamps")
    press("Enter")
    expect(page.get_by_label("Remove the tag lamps")).to_be_visible()
    press("Escape")

    press("n")
    page.get_by_role("textbox", name="Internal note").and_(
        page.locator("[contenteditable]")
    ).focus()
    page.keyboard.type("The depot knows the sound.")
    press("Control+Enter")
    expect(page.locator(".message-note")).to_contain_text("The depot knows the sound.")


def test_a_reply_is_taken_back_and_nothing_is_lost(page: Page, own_ticket: str) -> None:
    _open_the_mail(page, own_ticket)
    press = page.keyboard.press

    press("r")
    page.locator("form[data-kind=reply] [contenteditable]").wait_for()
    page.keyboard.type("We will send new lamps.")
    press("Control+Enter")
    held = page.locator(".message-held")
    expect(held).to_contain_text("We will send new lamps.")
    press("Escape")
    press("z")
    expect(held).to_have_count(0)
    expect(page.locator("form[data-kind=reply] textarea[name=body]")).to_have_value(
        "We will send new lamps."
    )

    page.reload()
    expect(page.locator("form[data-kind=reply] [contenteditable]")).to_have_text(
        "We will send new lamps."
    )


def test_keys_reach_into_the_closed_drawer(page: Page, own_ticket: str) -> None:
    _open_the_mail(page, own_ticket)
    page.set_viewport_size({"width": 1100, "height": 900})
    drawer = page.locator("#ticket-side[data-open]")
    expect(drawer).to_have_count(0)

    page.keyboard.press("s")
    expect(page.locator("#status-menu .menu-item:focus")).to_be_visible()
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)

    page.keyboard.press("t")
    page.keyboard.type("night")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Remove the tag night")).to_be_visible()


def _open_the_mail(page: Page, subject: str) -> None:
    """Walk down the list until the mail is under the cursor, then open it."""
    row = page.locator("[data-list-item]", has_text=subject)
    for _ in range(10):
        page.keyboard.press("j")
        if row.evaluate("row => row === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/tickets/\d+/\?view=all"))
    expect(page.locator("article.ticket")).to_contain_text(subject)


def test_keys_pressed_before_a_menu_has_come_are_not_lost(page: Page, own_ticket: str) -> None:
    _open_the_mail(page, own_ticket)
    page.keyboard.press("p")
    page.keyboard.press("h")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Priority: High")).to_be_visible()

    page.route("**/tickets/bulk?**", _later)
    page.keyboard.press("Escape")
    expect(page.locator("[data-list-item]:focus")).to_be_visible()
    page.keyboard.press("x")
    page.keyboard.press("s")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").last).to_contain_text("1 ticket changed.")
    expect(page.get_by_label("Status: Pending")).to_be_visible()


def _later(route: Route) -> None:
    answer = route.fetch()
    time.sleep(0.5)
    route.fulfill(response=answer)


def test_a_filter_finds_people_by_their_names(page: Page, own_ticket: str) -> None:
    page.keyboard.press("f")
    expect(page.get_by_placeholder("Filter by…")).to_be_focused()
    page.keyboard.type("requester")
    page.keyboard.press("Enter")
    expect(page.get_by_placeholder("Find by name or address…")).to_be_focused()
    page.keyboard.type("fischer")
    dana = page.get_by_role("radio", name="Dana Fischer")
    expect(dana).to_be_visible()
    page.keyboard.press("Enter")
    expect(dana).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".filter-piece")).to_contain_text("Requester is Dana Fischer")
    expect(page.get_by_text(own_ticket)).to_be_visible()
