"""A macro from the picker to what it does when its text is sent, by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import served


@pytest.fixture
def page(chrome: Browser, desk: served.Desk, signed_in: str) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": 1440, "height": 900}, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{desk.url}/macros/new/")
    yield page
    context.close()


def test_a_macro_is_written_chosen_and_sent(page: Page, desk: served.Desk, own_ticket: str) -> None:
    _write_a_macro(page)
    page.goto(f"{desk.url}/tickets/?view=all")
    page.get_by_text(own_ticket).click()
    expect(page.locator("form[data-kind=reply]")).to_be_visible()
    page.keyboard.press("n")
    note = page.locator("form[data-kind=note]")
    note.locator("[contenteditable]").focus()
    page.keyboard.type("First words.")
    page.keyboard.press("Enter")

    page.keyboard.type("/")
    page.get_by_role("combobox", name="Find a macro").fill("hum")
    expect(page.locator(".macro-option[aria-selected=true]")).to_contain_text("Hello Dana")
    page.keyboard.press("Enter")
    expect(note.locator("[contenteditable]")).to_contain_text("First words.")
    expect(note.locator("[contenteditable]")).to_contain_text("Hello Dana")
    chips = note.locator("[data-macro-chips]")
    expect(chips).to_contain_text("Priority: Low")
    expect(chips).to_contain_text("Add tags: hums")
    chips.get_by_label("Leave out: Priority: Low").click()
    expect(chips).not_to_contain_text("Priority: Low")

    page.keyboard.press("Control+/")
    page.get_by_role("combobox", name="Find a macro").press("Escape")
    note.locator("[contenteditable]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-note").last).to_contain_text("Hello Dana")
    expect(page.get_by_label("Remove the tag hums")).to_be_visible(timeout=20_000)


def _write_a_macro(page: Page) -> None:
    page.get_by_label("Name").fill("Lamps::They hum")
    page.locator("#macro-form textarea[name=body]").focus()
    page.locator("#macro-form [contenteditable]").wait_for()
    page.keyboard.type("Hello {{ticket.requester.first_name}}, that is the coil.")
    for number, (field, value) in enumerate([("priority", "low"), ("current_tags", "hums")]):
        page.get_by_role("button", name="Add a change").click()
        expect(page.locator(".macro-line")).to_have_count(number + 1)
        line = page.locator(".macro-line").last
        line.locator("[name=field]").select_option(field)
        value_of = page.locator(".macro-line").last.locator("[name=value]")
        if field == "priority":
            expect(value_of.locator("option", has_text="Low")).to_have_count(1)
            value_of.select_option(value)
        else:
            expect(value_of).to_have_attribute("placeholder", "tags, with blanks between")
            value_of.fill(value)
    expect(page.locator("#macro-preview")).to_contain_text(", that is the coil.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="They hum")).to_be_visible()


def test_on_a_phone_the_picker_opens_by_a_tap_and_says_what_is_chosen(
    page: Page, desk: served.Desk, own_ticket: str
) -> None:
    _write_a_macro(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{desk.url}/tickets/?view=all")
    page.get_by_text(own_ticket).click()
    expect(page.locator("form[data-composer]:visible")).to_be_visible()
    page.locator("form[data-composer]:visible [data-opens-macros]").click()
    # Which macro comes first depends on what was used on tickets like this one.
    chosen = page.locator(".macro-option[aria-selected=true]")
    expect(chosen).to_be_visible()
    expect(chosen.locator("p").first).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    expect(page.locator("#macro-picker")).to_have_count(0)
