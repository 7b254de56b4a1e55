"""Writing to customers and colleagues: recipients, mentions, quotes, tables, and sending later."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import served

_PASTE = """([element, html]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "plain");
    element.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
# As if the connection broke before the answer came.
_HEAR_NO_ANSWER = """() => {
    const open = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (method, ...more) {
        if (method === "DELETE")
            this.addEventListener("load", (event) => event.stopImmediatePropagation());
        return open.call(this, method, ...more);
    };
}"""
# A group that nobody is in cannot be called: everybody is put into this one.
_MAKE_GROUP = """async (name) => {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const post = (address, body) => fetch(address, {
        method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(body) });
    const made = await post("/team/groups/", { name });
    const page = new DOMParser().parseFromString(await made.text(), "text/html");
    const boxes = [...page.querySelectorAll("input[name=members]")];
    await post(made.url, [["name", name], ...boxes.map((box) => ["members", box.value])]);
}"""


@pytest.fixture
def page(chrome: Browser, desk: served.Desk, signed_in: str, own_ticket: str) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": 1440, "height": 1000}, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{desk.url}/tickets/?view=all")
    page.get_by_text(own_ticket).first.click()
    expect(page.locator("article.ticket")).to_contain_text(own_ticket)
    yield page
    context.close()


def test_recipients_are_added_and_taken_out_by_keyboard(page: Page) -> None:
    recipients = page.get_by_role("group", name="Recipients")
    expect(recipients).to_contain_text("Dana Fischer")
    page.keyboard.press("Shift+C")
    page.keyboard.type("Boss <boss@acme.example>, second@acme.example")
    page.keyboard.press("Enter")
    expect(recipients).to_contain_text("boss@acme.example")
    expect(recipients).to_contain_text("second@acme.example")
    cc = page.get_by_label("Copy somebody in on this reply", exact=True).and_(page.locator("input"))
    expect(cc).to_have_value("")
    page.keyboard.press("Backspace")
    expect(recipients).not_to_contain_text("second@acme.example")
    page.reload()
    expect(recipients).to_contain_text("boss@acme.example")
    page.get_by_label("Leave boss@acme.example out of this reply").click()
    expect(recipients).not_to_contain_text("boss@acme.example")


def test_a_group_is_called_to_a_note(page: Page) -> None:
    page.evaluate(_MAKE_GROUP, "Night shift")
    page.keyboard.press("n")
    note = _editor(page, "note")
    page.keyboard.type("Please look, @nig")
    option = page.get_by_role("option", name="Night shift")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(note.locator("[data-mention]")).to_have_text("@Night shift")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-note [data-mention]").last).to_have_text("@Night shift")


def test_an_emoji_is_found_by_its_name(page: Page) -> None:
    page.keyboard.press("r")
    reply = _editor(page, "reply")
    page.keyboard.type("Hooray :party")
    expect(page.get_by_role("option", name="party popper")).to_be_visible()
    page.keyboard.press("Enter")
    expect(reply).to_contain_text("🎉")
    _discard(page)


def test_a_message_is_quoted_into_the_reply(page: Page) -> None:
    page.locator(".message-opener").first.click()
    page.get_by_role("button", name="Reply with quote").click()
    reply = _editor(page, "reply")
    expect(reply.locator("blockquote")).to_contain_text("Both lamps hum at night.")
    _discard(page)


def test_a_table_is_pasted_as_a_table(page: Page) -> None:
    page.keyboard.press("r")
    reply = _editor(page, "reply")
    html = "<table><tr><td>Lamp</td><td>2</td></tr></table><script>document.title='x'</script>"
    page.evaluate(_PASTE, [reply.element_handle(), html])
    expect(reply.locator("td")).to_have_text(["Lamp", "2"])
    expect(page.locator("form[data-kind=reply] input[name=body_html]")).to_have_value(
        "<table><tbody><tr><td><p>Lamp</p></td><td><p>2</p></td></tr></tbody></table><p></p>"
    )
    _discard(page)


def test_a_reply_is_put_off_and_taken_back(page: Page) -> None:
    page.keyboard.press("r")
    _editor(page, "reply")
    page.keyboard.type("We will know more tomorrow.")
    page.get_by_label("Send and set the status").first.click()
    page.get_by_role("button", name="Send tomorrow at 9:00").click()
    waiting = page.locator(".message-held")
    expect(waiting).to_contain_text("Scheduled")
    expect(waiting).to_contain_text("We will know more tomorrow.")
    waiting.get_by_role("button", name="Edit").click()
    expect(waiting).to_have_count(0)
    expect(page.locator("form[data-kind=reply] textarea[name=body]")).to_have_value(
        "We will know more tomorrow."
    )
    _discard(page)


def test_signing_out_leaves_no_words_behind(page: Page) -> None:
    page.evaluate("localStorage.setItem('firstline.draft.1.x', '{}')")
    page.evaluate(
        """() => {
            const form = document.querySelector("form[data-signs-out]");
            form.addEventListener("submit", (event) => event.preventDefault());
            form.requestSubmit();
        }"""
    )
    assert page.evaluate("localStorage.getItem('firstline.draft.1.x')") is None


def test_a_discarded_draft_does_not_come_back_on_reload(page: Page) -> None:
    """Also when the page is loaded again before the server has said that it is gone."""
    page.keyboard.press("r")
    _editor(page, "reply")
    page.keyboard.type("Nonsense.")
    page.evaluate(_HEAR_NO_ANSWER)
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as gone:
        page.get_by_label("Discard the draft").first.click()
    assert gone.value.status == 200
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.includes('draft'))")
    page.reload()
    expect(page.locator("article.ticket")).to_be_visible()
    page.keyboard.press("r")
    expect(_editor(page, "reply")).to_have_text("")


def _editor(page: Page, kind: str) -> Locator:
    editor = page.locator(f"form[data-kind={kind}] [contenteditable]")
    expect(editor).to_be_focused()
    return editor


def _discard(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Discard the draft").first.click()
    field = page.locator("form[data-kind=reply] textarea[name=body]")
    expect(field).to_have_value("")
