"""A whole shift by keyboard alone, from signing in to signing out: no mouse is ever moved."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import served
from tests.browser.conftest import send_a_mail
from tests.world import PASSWORD

SUBJECTS = ["Shade is cracked", "Two plugs missing", "Where is my invoice", "Bulb is too warm"]
_KEEP_A_MACRO = """async (fields) => {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const answer = await fetch("/macros/", {
        method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(fields) });
    if (!answer.ok) throw new Error(await answer.text());
}"""


@pytest.fixture
def word(desk: served.Desk) -> str:
    """What the subjects of this shift's tickets have in common, and no others."""
    word = f"q{uuid4().hex[:8]}"
    for subject in SUBJECTS:
        send_a_mail(desk, f"{subject} {word}")
    return word


@pytest.fixture
def macro(chrome: Browser, desk: served.Desk, signed_in: str) -> str:
    title = f"Plugs {uuid4().hex[:6]}"
    context = chrome.new_context(storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{desk.url}/macros/new/")
    fields = {"title": title, "body": "Two plugs are on their way.", "field": "type"}
    page.evaluate(_KEEP_A_MACRO, {**fields, "value": "incident"})
    context.close()
    return title


@pytest.fixture
def page(chrome: Browser, desk: served.Desk) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_a_shift_is_worked_by_keyboard_alone(
    page: Page, desk: served.Desk, word: str, macro: str, colleague: str
) -> None:
    _sign_in(page, desk)
    _filter_and_sort(page, word)
    _walk_and_look(page)
    _change_several_and_undo(page)
    _save_the_view(page, word)
    answered = _subject_of(page, 0)
    _work_a_ticket(page, answered, macro, colleague)
    _go_on_to_the_next_and_snooze_it(page, word)
    _merge_the_others(page, besides=answered)
    _search(page, answered)
    _look_at_a_customer_and_go_back(page)
    _read_notices(page)
    _run(page, "Sign out")
    expect(page).to_have_url(re.compile("/account/login"))


def _sign_in(page: Page, desk: served.Desk) -> None:
    page.goto(desk.url)
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(served.ADMIN)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/**")


def _filter_and_sort(page: Page, word: str) -> None:
    press, write = page.keyboard.press, page.keyboard.type
    press("g")
    press("a")
    expect(page).to_have_url(re.compile("view=all"))
    press("f")
    expect(page.get_by_placeholder("Filter by…")).to_be_focused()
    write("subject")
    press("Enter")
    expect(page.get_by_label("Words")).to_be_focused()
    write(word)
    press("Enter")
    expect(page.locator(".filter-piece")).to_contain_text(word)
    expect(_rows(page)).to_have_count(len(SUBJECTS))

    press("o")
    expect(page.locator("#list-display :focus")).to_be_visible()
    write("n")  # the first that begins with it: Number
    expect(page.locator("#list-display .menu-item:focus")).to_have_text("Number")
    press("Enter")
    expect(page).to_have_url(re.compile("sort="))
    expect(_rows(page)).to_have_count(len(SUBJECTS))


def _walk_and_look(page: Page) -> None:
    press = page.keyboard.press
    press("j")
    press("Space")
    look = page.locator("#quick-look")
    expect(look).to_contain_text(_subject_of(page, 0))
    press("ArrowDown")
    expect(look).to_contain_text(_subject_of(page, 1))
    press("Escape")
    expect(look).to_be_hidden()
    press("k")
    expect(_rows(page).first).to_be_focused()


def _change_several_and_undo(page: Page) -> None:
    press = page.keyboard.press
    press("x")
    press("Shift+J")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 selected")
    press("p")
    expect(page.locator("#bulk-priority .menu-item:focus")).to_be_visible()
    press("u")
    press("Enter")
    expect(page.locator(".toast").last).to_contain_text("Priority: Urgent. 2 tickets changed.")
    expect(page.locator("#bulk-bar")).to_be_hidden()
    urgent = _rows(page).locator(".priority-urgent")
    expect(urgent).to_have_count(2)
    press("Control+z")
    expect(urgent).to_have_count(0)


def _save_the_view(page: Page, word: str) -> None:
    _run(page, "Save this list as a view")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type(f"Lamps {word}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Lamps {word}")).to_be_visible()
    expect(_rows(page)).to_have_count(len(SUBJECTS))


def _work_a_ticket(page: Page, subject: str, macro: str, colleague: str) -> None:
    press, write = page.keyboard.press, page.keyboard.type
    _open(page, subject)
    press("m")
    expect(page.get_by_label("Assignee: Farah Aziz")).to_be_visible()
    press("t")
    write("plugs")
    press("Enter")
    expect(page.get_by_label("Remove the tag plugs")).to_be_visible()
    press("Escape")

    press("n")
    note = _editor(page, "note")
    write("The depot sends them, @bo")
    expect(page.get_by_role("option", name=colleague)).to_have_attribute("aria-selected", "true")
    press("Enter")
    expect(note.locator("[data-mention]")).to_have_text(f"@{colleague}")
    press("Control+Enter")
    expect(page.locator(".message-note [data-mention]")).to_have_text(f"@{colleague}")
    press("Escape")

    press("r")
    reply = _editor(page, "reply")
    press("Control+/")
    expect(page.get_by_role("combobox", name="Find a macro")).to_be_focused()
    write(macro)
    press("Enter")
    expect(reply).to_contain_text("Two plugs are on their way.")
    expect(page.locator("form[data-kind=reply] [data-macro-chips]")).to_contain_text("Incident")
    expect(reply).to_be_focused()
    press("Control+Shift+Enter")
    held = page.locator(".message-held")
    expect(held).to_contain_text("Two plugs are on their way.")
    press("Escape")
    press("z")
    expect(held).to_have_count(0)
    press("r")
    expect(_editor(page, "reply")).to_contain_text("Two plugs are on their way.")
    press("Control+Shift+Enter")
    expect(held).to_contain_text("Two plugs are on their way.")
    press("Escape")


def _go_on_to_the_next_and_snooze_it(page: Page, word: str) -> None:
    press = page.keyboard.press
    before = page.url.partition("?")[0]
    press("j")
    press("Enter")
    expect(page).not_to_have_url(re.compile(re.escape(before)))
    expect(page.locator("article.ticket")).to_contain_text(word)
    press("z")
    expect(page.locator("#snooze-menu .menu-item:focus")).to_be_visible()
    press("Enter")
    expect(page.locator(".toast").last).to_contain_text("Snoozed")


def _merge_the_others(page: Page, *, besides: str) -> None:
    press, write = page.keyboard.press, page.keyboard.type
    # The row that was snoozed stays as long as it has the focus.
    press("Escape")
    press("Home")
    expect(_rows(page)).to_have_count(len(SUBJECTS) - 1)
    subjects = {_subject_of(page, number) for number in range(len(SUBJECTS) - 1)}
    kept, other = subjects - {besides}
    _open(page, kept)
    press("Shift+M")
    expect(page.get_by_label("Which other tickets are about the same?")).to_be_focused()
    write(other)
    options = page.locator("#merge-options").get_by_role("option")
    expect(options).to_have_count(1)
    expect(options).to_contain_text(other)
    press("ArrowDown")
    press("Enter")
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_enabled()
    press("Control+Enter")
    expect(page.locator("#merge-dialog")).to_be_hidden()
    expect(page.locator(".toast").last).to_contain_text("Merged")


def _search(page: Page, subject: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(subject)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search/"))
    expect(page.locator("main")).to_contain_text(subject)


def _look_at_a_customer_and_go_back(page: Page) -> None:
    press = page.keyboard.press
    press("j")
    press("Enter")
    expect(page.locator("article.ticket")).to_be_visible()
    page.wait_for_load_state()
    ticket = page.url
    press("Shift+P")
    expect(page).to_have_url(re.compile("/customers/"))
    expect(page.get_by_role("heading", name="Dana Fischer")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(ticket)
    expect(page.locator("article.ticket")).to_be_visible()
    page.wait_for_load_state()


def _read_notices(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page.locator("#notices-panel")).to_be_visible()
    expect(page.locator("#notices-panel :focus")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#notices-panel")).to_be_hidden()


def _rows(page: Page) -> Locator:
    return page.locator("#ticket-rows [data-list-item]")


def _subject_of(page: Page, number: int) -> str:
    return _rows(page).nth(number).locator(".ticket-row-subject").inner_text()


def _open(page: Page, subject: str) -> None:
    """Walk through the list until the ticket is under the cursor, then open it."""
    row = _rows(page).filter(has_text=subject)
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    for _ in SUBJECTS:
        if row.evaluate("row => row === document.activeElement"):
            break
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article.ticket .ticket-subject")).to_contain_text(subject)


def _editor(page: Page, kind: str) -> Locator:
    editor = page.locator(f"form[data-kind={kind}] [contenteditable=true]")
    expect(editor).to_be_focused()
    return editor


def _run(page: Page, command: str) -> None:
    """Choose it in the palette."""
    page.keyboard.press("Control+k")
    page.keyboard.type(command)
    chosen = page.locator("#palette [aria-selected=true]")
    expect(chosen).to_contain_text(command)
    page.keyboard.press("Enter")
