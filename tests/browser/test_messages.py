"""Reading by keyboard: from message to message, long ones folded, and what each message can do."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import served

_LINE = "The lamp in the hall hums, and so does the one beside it.\n"


@pytest.fixture
def page(chrome: Browser, desk: served.Desk, signed_in: str) -> Iterator[Page]:
    subject = f"A long log {uuid4().hex[:8]}"
    first = _send(desk, subject, _LINE * 60 + "\nThe needle is here.\n\n" + _LINE * 60)
    for words in ("Did you get that?", "x" * 30 + _LINE * 2_000 + "The very end."):
        _send(desk, subject, words, answers=first)
    context = chrome.new_context(viewport={"width": 1440, "height": 1000}, storage_state=signed_in)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{desk.url}/tickets/?view=all")
    page.get_by_text(subject).first.click()
    expect(page.locator(".timeline .message")).to_have_count(3)
    yield page
    context.close()


def test_messages_are_walked_through_folded_and_acted_on_by_keys(page: Page) -> None:
    first, second, huge = (page.locator(".timeline .message").nth(place) for place in range(3))
    page.locator(".ticket-timeline").focus()
    page.keyboard.press("Shift+K")
    page.keyboard.press("Shift+K")
    page.keyboard.press("Shift+K")
    expect(first).to_be_focused()

    needle = first.get_by_text("The needle is here.")
    assert not _is_seen(page)
    page.keyboard.press("o")
    expect(first.locator(".message-more")).to_have_attribute("open", "")
    page.keyboard.press("o")
    expect(first.locator(".message-more")).not_to_have_attribute("open", "")
    # What the browser's search does with a word that it finds.
    needle.evaluate("element => element.scrollIntoView({ block: 'center' })")
    expect(first.locator(".message-more")).to_have_attribute("open", "")

    page.locator("[data-list-item]").first.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("y")
    expect(page.locator(".toast").last).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("#2")
    page.keyboard.press(",")
    expect(page.get_by_role("menu").or_(page.locator("[data-menu]:popover-open"))).to_be_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("Shift+J")
    expect(huge).to_be_focused()
    expect(huge).not_to_contain_text("The very end.")
    page.keyboard.press("o")
    more = huge.locator(".message-rest")
    expect(more).to_contain_text("Show more")
    more.click()
    expect(huge).to_contain_text("The very end.")
    expect(more).to_have_count(0)


def test_a_message_is_reported_as_spam_and_taken_back(page: Page) -> None:
    page.locator(".ticket-timeline").focus()
    page.keyboard.press("Shift+K")
    page.keyboard.press("!")
    expect(page.locator(".toast").last).to_contain_text("Marked as spam")
    page.locator(".toast").last.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast").last).to_contain_text("Restored")


def _is_seen(page: Page) -> bool:
    box = page.locator(".timeline .message-body").first.bounding_box()
    place = page.get_by_text("The needle is here.").bounding_box()
    assert box is not None
    return place is not None and place["y"] < box["y"] + box["height"]


def _send(desk: served.Desk, subject: str, text: str, *, answers: str = "") -> str:
    message = EmailMessage()
    message["From"] = "Dana Fischer <dana@acme.example>"
    message["To"] = served.SUPPORT_ADDRESS
    message["Subject"] = subject
    message["Message-ID"] = identifier = f"<{uuid4().hex}@acme.example>"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=30) as smtp:
        smtp.send_message(message)
    return identifier
