"""The main job from end to end over real sockets: a customer's mail program on one side, an agent's
browser on the other, and nothing between them that is not Firstline.
"""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import served
from tests.browsers import browser, chromium, sign_in
from tests.mailbox import Mailbox, html_of, mailbox, text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium: apt-get install chromium"),
]

DANA = "dana@acme.example"
FIRST = "<one@acme.example>"


def test_a_question_by_mail_is_answered_in_the_browser_and_again(tmp_path: Path) -> None:
    with (
        mailbox() as customers,
        served.desk(tmp_path, FIRSTLINE_EMAIL_URL=f"smtp://127.0.0.1:{customers.port}") as desk,
        browser() as chrome,
    ):
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        sign_in(page, desk.url, served.ADMIN)

        _send(desk, _question())
        acknowledgement = customers.wait_for(1)
        _is_acknowledged(acknowledgement)

        page.get_by_role("link", name="My lamps hum").first.click()
        expect(page.locator(".message").get_by_text("Both lamps hum at night.")).to_be_visible()
        answer = _answer(page, customers, "Please tighten the bulb.", 2)
        _is_in_the_thread(answer, FIRST)

        _send(desk, _customer_reply(answer, "They still hum, I am afraid."))
        expect(page.locator(".message").get_by_text("They still hum, I am afraid.")).to_be_visible()

        second = _answer(page, customers, "Then we will send you two new ones.", 3)
        _is_in_the_thread(second, "<two@acme.example>")
        assert "They still hum, I am afraid." in text_of(second)
        assert len(customers.messages) == 3


def _send(desk: served.Desk, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=20) as smtp:
        smtp.send_message(message)


def _question() -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Dana Fischer <{DANA}>"
    message["To"] = served.SUPPORT_ADDRESS
    message["Subject"] = "My lamps hum"
    message["Message-ID"] = FIRST
    message["Date"] = "Sat, 21 Nov 2026 10:00:00 +0100"
    message.set_content("Hello,\n\nBoth lamps hum at night.\n\nDana\n")
    return message


def _customer_reply(answer: EmailMessage, text: str) -> EmailMessage:
    """What a mail program sends when its user presses Reply."""
    message = EmailMessage()
    message["From"] = f"Dana Fischer <{DANA}>"
    message["To"] = answer["Reply-To"] or answer["From"]
    message["Subject"] = answer["Subject"]
    message["Message-ID"] = "<two@acme.example>"
    message["In-Reply-To"] = answer["Message-ID"]
    message["References"] = f"{answer['References']} {answer['Message-ID']}"
    message["Date"] = "Sat, 21 Nov 2026 11:00:00 +0100"
    quoted = "\n".join(f"> {line}" for line in text_of(answer).splitlines())
    message.set_content(f"{text}\n\nOn Saturday Farah wrote:\n{quoted}\n")
    return message


def _answer(page: Page, customers: Mailbox, text: str, number: int) -> EmailMessage:
    """Write in the composer and send; the mail leaves when the time for Undo is over."""
    page.keyboard.press("r")
    editor = page.locator("[data-kind=reply] [contenteditable=true]")
    expect(editor).to_be_visible()
    editor.fill(text)
    page.locator("[data-kind=reply] [data-send]").click()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()
    answer = customers.wait_for(number)
    assert text in text_of(answer)
    assert text in html_of(answer)
    return answer


def _is_acknowledged(mail: EmailMessage) -> None:
    assert mail["To"] == DANA or DANA in mail["To"]
    assert mail["Auto-Submitted"] == "auto-replied"
    assert "lamps hum" not in mail["Subject"], "the customer's own words are not echoed"


def _is_in_the_thread(answer: EmailMessage, of: str) -> None:
    assert answer["In-Reply-To"] == of
    assert of in answer["References"]
    assert answer["Auto-Submitted"] is None
    assert answer["Subject"] == "Re: My lamps hum"
