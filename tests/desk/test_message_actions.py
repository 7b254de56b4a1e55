"""One message: redacted for good, made internal, read as text; and the files that go with it."""

import re

import pytest
from django.db import connection
from django.test import Client

from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.desk import actions
from firstline.desk.content import Content, NewAttachment
from firstline.desk.errors import BadValue
from firstline.desk.models import Attachment, Message, Ticket
from firstline.platform.clock import now
from firstline.platform.events.models import Event
from firstline.platform.files.storing import store
from firstline.platform.html import redacted_html, redacted_text
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf
from tests.pictures import PNG

HTMX = {"HX-Request": "true"}
CARD = "4111 1111 1111 1111"


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


def is_found(message: Message, word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search @@ to_tsquery('simple', %s) FROM desk_message WHERE id = %s",
            [word, message.pk],
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("html", "passage", "expected"),
    [
        ("<p>My card is 4111 1111.</p>", "4111 1111", "<p>My card is ████ ████.</p>"),
        ("<p>My card is 4111 <b>1111</b>.</p>", "4111 1111", "<p>My card is ████ <b>████</b>.</p>"),
        ("<p>4111</p><p>1111</p>", "4111\n1111", "<p>████</p><p>████</p>"),
        ("<p>Tom &amp; Jerry</p>", "tom & jerry", "<p>███ █ █████</p>"),
        ("<p>Nothing here</p>", "4111", "<p>Nothing here</p>"),
        (
            '<a href="https://x.example/4111">4111</a>',
            "4111",
            '<a href="█">████</a>',
        ),
        ("<p>a.c abc</p>", "a.c", "<p>███ abc</p>"),
    ],
)
def test_a_passage_becomes_blocks_wherever_its_words_stand(
    html: str, passage: str, expected: str
) -> None:
    assert redacted_html(html, [passage]) == expected


def test_blocks_are_as_many_as_the_signs_they_stand_for() -> None:
    assert redacted_text("a  secret\nthing", ["secret thing"]) == "a  ██████\n█████"
    assert redacted_text("one two", []) == "one two"


def test_what_is_redacted_is_gone_for_good(amara: Agent) -> None:
    ticket = world.make_ticket(text=f"Please charge {CARD} quickly.")
    world.make_reply(ticket, text="Done.")
    answer = actions.receive(
        ticket,
        Content(
            text="Thanks!",
            html="<p>Thanks!</p>",
            quoted_text=f"> Please charge {CARD} quickly.",
            quoted_html=f"<p>Please charge {CARD} quickly.</p>",
        ),
        by=ticket.requester,
        channel="email",
    )
    first = ticket.messages.get(number=1)
    assert is_found(first, "4111")
    actions.redact(first, passages=[CARD], by=amara)
    first.refresh_from_db()
    assert first.text == "Please charge ████ ████ ████ ████ quickly."
    assert "4111" not in first.html
    assert not is_found(first, "4111")
    answer.refresh_from_db()
    assert "4111" not in answer.quoted_text + answer.quoted_html
    event = Event.objects.get(name="message_redacted")
    assert event.data == {"message": first.pk, "number": 1, "passages": 1, "files": 0}
    assert not OutboundMail.objects.filter(text__contains="4111").exists()
    assert not Ticket.objects.filter(pk=ticket.pk, preview__contains="4111").exists()


def test_the_raw_mail_goes_with_it(amara: Agent) -> None:
    ticket = world.make_ticket(text=f"Please charge {CARD}.")
    first = ticket.messages.get()
    mail = InboundMail.objects.create(
        raw=f"Subject: Hello\r\n\r\nPlease charge {CARD}.".encode(),
        sha256="0" * 64,
        size=9,
        received_at=now(),
        source="smtp",
        ticket=ticket,
        message=first,
    )
    actions.redact(first, passages=[CARD], by=amara)
    mail.refresh_from_db()
    assert b"4111" not in bytes(mail.raw)
    assert mail.sha256 == "0" * 64


def test_a_file_is_redacted(browser: Client, amara: Agent) -> None:
    file = NewAttachment(file=store(PNG), name="passport.png")
    ticket = world.make_ticket(attachments=[file])
    first = ticket.messages.get()
    attachment = Attachment.objects.get(message=first)
    address = f"/attachments/{attachment.pk}/passport.png"
    shown = browser.get(address)
    assert shown.getvalue() == PNG
    answer = browser.post(
        f"/messages/{first.pk}/redaction", {"files": str(attachment.pk)}, headers=HTMX
    )
    assert answer.status_code == 200
    assert browser.get(address).status_code == 404
    assert Event.objects.get(name="message_redacted").data["files"] == 1


def test_a_file_of_another_message_is_not_touched(amara: Agent) -> None:
    file = NewAttachment(file=store(PNG), name="passport.png")
    other = world.make_ticket(attachments=[file])
    first = world.make_ticket().messages.get()
    actions.redact(first, files=[Attachment.objects.get(message__ticket=other).pk], by=amara)
    assert Attachment.objects.filter(message__ticket=other).exists()
    assert not Event.objects.filter(name="message_redacted").exists()


def test_words_that_are_not_there_are_named(amara: Agent) -> None:
    first = world.make_ticket().messages.get()
    with pytest.raises(BadValue):
        actions.redact(first, passages=["unicorns"], by=amara)
    with pytest.raises(BadValue):
        actions.redact(first, passages=["x"], by=amara)


def test_light_agents_redact_nothing(client_of: ClientOf, lin: Agent) -> None:
    first = world.make_ticket().messages.get()
    address = f"/messages/{first.pk}/redaction"
    assert client_of(lin).post(address, {"passages": "lamps"}, headers=HTMX).status_code == 403
    assert "Redact" not in client_of(lin).get(f"/messages/{first.pk}/menu").content.decode()


def test_a_public_message_is_made_internal_and_public_again(browser: Client, amara: Agent) -> None:
    ticket = world.make_ticket()
    reply = world.make_reply(ticket, text="The boss says no.")
    answer = browser.post(f"/messages/{reply.pk}/privacy", headers=HTMX)
    assert f"/messages/{reply.pk}/privacy" in answer["HX-Trigger"]
    ticket.refresh_from_db()
    assert [one.number for one in ticket.messages.public()] == [1]
    assert "lamps" in ticket.preview
    browser.delete(f"/messages/{reply.pk}/privacy", headers=HTMX)
    ticket.refresh_from_db()
    assert [one.number for one in ticket.messages.public().order_by("number")] == [1, 2]
    assert ticket.preview == "The boss says no."


def test_a_note_never_becomes_public(amara: Agent) -> None:
    note = world.make_note(world.make_ticket())
    with pytest.raises(BadValue):
        actions.make_public_again(note, by=amara)
    note.refresh_from_db()
    assert not note.is_public


def test_plain_text_is_text(browser: Client) -> None:
    first = world.make_ticket(text="<script>alert(1)</script>").messages.get()
    answer = browser.get(f"/messages/{first.pk}/text")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content.decode() == "<script>alert(1)</script>"


def test_the_source_of_a_mail_is_shown_as_text_to_who_sees_the_ticket(
    browser: Client, client_of: ClientOf, goran: Agent
) -> None:
    ticket = world.make_ticket()
    first = ticket.messages.get()
    assert "Show original" not in browser.get(f"/messages/{first.pk}/menu").content.decode()
    InboundMail.objects.create(
        raw=b"Subject: Hello\r\n\r\n<b>Hi \xff</b>",
        sha256="1" * 64,
        size=9,
        received_at=now(),
        source="smtp",
        ticket=ticket,
        message=first,
    )
    assert "Show original" in browser.get(f"/messages/{first.pk}/menu").content.decode()
    answer = browser.get(f"/mail/messages/{first.pk}/original")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "<b>Hi" in answer.content.decode()
    actions.move_to_group(ticket, group=world.group(world.SECURITY), by=goran)
    assert browser.get(f"/mail/messages/{first.pk}/original").status_code == 404


def test_a_browser_asks_again_before_it_shows_a_kept_file(browser: Client, amara: Agent) -> None:
    file = NewAttachment(file=store(PNG), name="lamp.png")
    ticket = world.make_ticket(attachments=[file])
    attachment = Attachment.objects.get()
    address = f"/attachments/{attachment.pk}/lamp.png"
    answer = browser.get(address)
    assert answer.getvalue() == PNG
    assert answer["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": answer["ETag"]}
    assert browser.get(address, headers=known).status_code == 304
    Ticket.objects.filter(pk=ticket.pk).update(group=world.group(world.SECURITY))
    assert browser.get(address, headers=known).status_code == 404


def test_a_customers_message_is_reported_as_spam_from_its_menu(
    browser: Client,
) -> None:
    ticket = world.make_ticket()
    theirs = ticket.messages.get(number=1)
    menu = browser.get(f"/messages/{theirs.pk}/menu").content.decode()
    assert f'hx-post="/tickets/{ticket.pk}/removal?to=spam' in menu
    answer = browser.post(f"/tickets/{ticket.pk}/removal?to=spam", headers=HTMX)
    assert f'"undo": "/tickets/{ticket.pk}/removal"' in answer["HX-Trigger"]
    assert "Report as spam" not in browser.get(f"/messages/{theirs.pk}/menu").content.decode()
    browser.delete(f"/tickets/{ticket.pk}/removal", headers=HTMX)

    ours = world.make_reply(ticket)
    assert "Report as spam" not in browser.get(f"/messages/{ours.pk}/menu").content.decode()


def test_each_entry_of_the_menu_has_a_key_that_works_on_the_page(
    browser: Client,
) -> None:
    ticket = world.make_ticket()
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    keys = page[page.index("data-message-keys") :].partition("</div>")[0]
    menu = browser.get(f"/messages/{ticket.messages.get(number=1).pk}/menu").content.decode()
    of_menu = re.findall('data-message-key="([^"]+)"', menu)
    assert {"y", "v", "b", "&gt;", "shift+i", "shift+x"} <= set(of_menu)
    for key in of_menu:
        assert f'data-message-key="{key}"' in keys
    for key in ("data-key", "Q", "!"):
        assert key in menu
