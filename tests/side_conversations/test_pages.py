"""Side conversations on the desk: beside the ticket, on their own, and being written."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.api.actions import issue_token
from firstline.channels.email.models import Mailbox, OutboundMail
from firstline.desk import actions as desk
from firstline.desk.content import NewAttachment
from firstline.desk.models import Ticket
from firstline.platform.events.actors import SYSTEM
from firstline.platform.files.storing import store
from firstline.side_conversations import actions
from firstline.side_conversations.actions import Place
from firstline.side_conversations.models import (
    SideConversation,
    SideDraft,
    SideFile,
    SideReading,
)
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter
from tests.channels.email.sink import Sink
from tests.conftest import ClientOf
from tests.jobs import run_due_jobs
from tests.pictures import PNG
from tests.side_conversations.makers import MIRA, answer, ask, mail_of, take

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PANE = HTMX | {"HX-Target": "ticket"}


@pytest.fixture
def browser(client_of: ClientOf, amara: Agent) -> Client:
    return client_of(amara)


@pytest.fixture
def ticket(mailbox: Mailbox, amara: Agent) -> Ticket:
    return world.make_ticket(assignee=amara, status="open")


@pytest.fixture
def conversation(ticket: Ticket) -> SideConversation:
    return ask(ticket)


def of(ticket: Ticket, more: str = "") -> str:
    return f"/tickets/{ticket.pk}/side-conversations/{more}"


def own(conversation: SideConversation, more: str = "") -> str:
    return of(conversation.ticket, f"{conversation.pk}/{more}")


def side_of(page: str) -> str:
    """What the ticket's page says of its side conversations."""
    begin = page.index("-side-conversations")
    return page[begin : page.index("</section>", begin)]


def test_the_ticket_lists_what_is_asked_on_its_side(
    browser: Client, ticket: Ticket, conversation: SideConversation
) -> None:
    answer(conversation)
    side = side_of(browser.get(f"/tickets/{ticket.pk}/").content.decode())

    for words in ("Lamp 7", MIRA, "Mira Sand", "Yes, since May.", "side-talk-unread"):
        assert words in side
    browser.get(own(conversation))
    assert "side-talk-unread" not in side_of(browser.get(f"/tickets/{ticket.pk}/").content.decode())


def test_the_conversation_of_the_ticket_shows_none_of_its_words(
    browser: Client, ticket: Ticket, conversation: SideConversation
) -> None:
    answer(conversation)
    page = browser.get(f"/tickets/{ticket.pk}/").content.decode()
    timeline = page[page.index("-timeline") : page.index("ticket-composer")]

    assert f'href="{own(conversation)}"' in timeline, "a line of the history leads there"
    assert "since May" not in timeline
    assert "recalled" not in timeline


def test_opening_a_ticket_costs_one_query_for_its_side_however_many_there_are(
    browser: Client, ticket: Ticket
) -> None:
    def cost() -> tuple[int, int]:
        browser.get(f"/tickets/{ticket.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(f"/tickets/{ticket.pk}/")
        ours = [one for one in queries if "side_conversations_" in one["sql"]]
        return len(queries), len(ours)

    none = cost()
    assert none[1] == 1
    for number in range(3):
        answer(ask(ticket, subject=f"Lamp {number}"), message_id=f"{number}@lampworks.example")
    assert cost() == none


def test_a_page_costs_the_same_however_long_the_conversation_is(
    browser: Client, conversation: SideConversation
) -> None:
    def cost() -> int:
        browser.get(own(conversation))
        with CaptureQueriesContext(connection) as queries:
            browser.get(own(conversation))
        return len(queries)

    answer(conversation)
    short = cost()
    for number in range(4):
        answer(conversation, message_id=f"more-{number}@lampworks.example", text=f"And {number}")
    assert cost() == short


def test_a_long_conversation_is_shown_in_pages(
    browser: Client, conversation: SideConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstline.side_conversations.queries.shown.PAGE", 2)
    for number in range(4):
        answer(conversation, message_id=f"more-{number}@lampworks.example", text=f"Word {number}")
    latest = browser.get(own(conversation)).content.decode()
    assert "Word 3" in latest
    assert "Word 1" not in latest
    (before,) = re.findall(r"before=(\d+)", latest)
    earlier = browser.get(own(conversation, f"?before={before}")).content.decode()
    assert "Word 1" in earlier
    assert "Word 3" not in earlier


def test_the_page_stands_beside_the_list_or_is_a_part(
    browser: Client, conversation: SideConversation
) -> None:
    page = browser.get(own(conversation)).content.decode()
    part = browser.get(own(conversation), headers=PANE).content.decode()

    assert 'id="list"' in page
    assert page.count("<h1") == 1
    assert f'id="ticket-row-{conversation.ticket_id}"' in page
    assert 'id="list"' not in part
    assert part.startswith("<title>Lamp 7")
    assert part.count("<h1") == 1


def test_writing_one_without_a_script(browser: Client, ticket: Ticket, amara: Agent) -> None:
    address = of(ticket)
    assert "Ask somebody outside" in browser.get(address).content.decode()
    form = {"body": "Is it recalled?", "subject": "Lamp 9", "add_to": f"Mira <{MIRA}>, b@x.example"}
    assert browser.post(of(ticket, "recipients"), form).status_code == 302
    page = browser.get(address).content.decode()
    assert "Is it recalled?" in page, "the button brings the whole text along"
    browser.post(of(ticket, "recipients"), form | {"add_to": "", "leave_out": "b@x.example"})

    answer = browser.post(address, {"body": "Is it recalled?", "subject": "Lamp 9"})
    conversation = SideConversation.objects.get()
    assert answer.headers["Location"] == own(conversation)
    assert (conversation.subject, conversation.addresses) == ("Lamp 9", [MIRA])
    assert not SideDraft.objects.exists()
    assert OutboundMail.objects.get(kind="side").to == [{"name": "", "address": MIRA}]


def test_sending_shows_the_conversation_in_the_place_of_the_ticket(
    browser: Client, ticket: Ticket
) -> None:
    browser.post(of(ticket, "recipients"), {"add_to": MIRA}, headers=HTMX)
    form = {"body_html": "<p>Is it recalled?</p>", "subject": "Lamp 9", "version": "0"}
    answered = browser.post(of(ticket), form, headers=PANE)
    conversation = SideConversation.objects.get()

    assert answered.headers["HX-Push-Url"] == own(conversation)
    assert "Is it recalled?" in answered.content.decode()


def test_the_subject_is_the_ticket_s_unless_somebody_writes_another(
    browser: Client, ticket: Ticket
) -> None:
    assert f'value="{ticket.subject}"' in browser.get(of(ticket)).content.decode()


def test_going_on_writes_to_those_who_were_asked(
    browser: Client, conversation: SideConversation
) -> None:
    browser.post(own(conversation), {"body": "And the other one?"}, headers=PANE)

    assert [row["address"] for row in mail_of(conversation).to] == [MIRA]
    assert mail_of(conversation).text.startswith("And the other one?")


def test_who_was_left_out_is_not_written_to_again(
    browser: Client, ticket: Ticket, amara: Agent
) -> None:
    conversation = ask(ticket, to=[MIRA, "pia@other.example"])
    browser.post(
        of(ticket, f"recipients?side={conversation.pk}"),
        {"leave_out": "pia@other.example"},
        headers=HTMX,
    )
    browser.post(own(conversation), {"body": "Between the two of us"}, headers=PANE)
    answer(conversation, sender="Pia <pia@other.example>")

    assert "-to-pia@other.example" not in browser.get(own(conversation)).content.decode()
    draft = actions.keep_draft(Place(ticket, conversation), html="<p>And?</p>", by=amara)
    assert draft is not None
    assert draft.to == [MIRA]
    browser.post(own(conversation), {"body": "And now?"}, headers=PANE)
    assert [row["address"] for row in mail_of(conversation).to] == [MIRA]
    assert conversation.messages.get(sender_address="pia@other.example").is_expected


def test_sending_twice_sends_once(browser: Client, conversation: SideConversation) -> None:
    for _ in range(2):
        browser.post(own(conversation), {"body": "Once"}, headers=PANE)
    assert conversation.messages.filter(text="Once").count() == 1


def test_several_suppliers_are_asked_the_same(browser: Client, ticket: Ticket) -> None:
    for address in (MIRA, "pia@other.example"):
        browser.post(of(ticket, "recipients"), {"add_to": address}, headers=HTMX)
        browser.post(of(ticket), {"body": "Do you have it?", "subject": "Lamp"}, headers=PANE)
    asked = SideConversation.objects.order_by("pk")
    assert [one.addresses for one in asked] == [[MIRA], ["pia@other.example"]]


def test_a_form_that_arrives_twice_is_sent_once(
    conversation: SideConversation, ticket: Ticket, amara: Agent
) -> None:
    draft = actions.keep_draft(Place(ticket, conversation), html="<p>Once</p>", by=amara)
    assert draft is not None
    assert actions.send_draft(draft, files=()) is not None
    assert actions.send_draft(draft, files=()) is None
    assert conversation.messages.count() == 2


def test_recipients_are_refused_where_they_are_typed(browser: Client, ticket: Ticket) -> None:
    refused = browser.post(of(ticket, "recipients"), {"add_to": world.DANA}, headers=HTMX)
    assert refused.status_code == 422
    assert "takes part in the ticket itself" in refused.content.decode()
    wrong = browser.post(of(ticket, "recipients"), {"add_to": "no address"}, headers=HTMX)
    assert wrong.status_code == 422


def test_those_who_were_asked_before_are_offered_first(
    browser: Client, conversation: SideConversation, bo: Agent
) -> None:
    other = world.make_ticket()
    offered = browser.get(of(other, "recipients/suggestions?add_to=mira"), headers=HTMX)
    assert MIRA in offered.content.decode()
    colleagues = browser.get(of(other, "recipients/suggestions?add_to=bo%20l"), headers=HTMX)
    assert world.BO in colleagues.content.decode()


def test_people_of_hidden_conversations_are_not_offered(
    browser: Client, conversation: SideConversation, goran: Agent
) -> None:
    desk.move_to_group(conversation.ticket, group=world.group(world.SECURITY), by=goran)
    other = world.make_ticket()
    offered = browser.get(of(other, "recipients/suggestions?add_to=mira"), headers=HTMX)
    assert MIRA not in offered.content.decode()


def test_a_draft_is_kept_and_not_overwritten_by_another_window(
    browser: Client, ticket: Ticket
) -> None:
    address = of(ticket, "draft")
    first = browser.post(address, {"body_html": "<p>One</p>", "version": "0"}, headers=HTMX)
    assert (first.status_code, first.headers["Draft-Version"]) == (204, "1")
    late = browser.post(address, {"body_html": "<p>Two</p>", "version": "0"}, headers=HTMX)
    assert late.status_code == 409
    assert late.json()["html"] == "<p>One</p>"
    assert "One" in browser.get(of(ticket)).content.decode()

    browser.delete(address, headers=HTMX)
    assert not SideDraft.objects.exists()


def test_each_conversation_has_a_draft_of_its_own(
    browser: Client, ticket: Ticket, conversation: SideConversation
) -> None:
    browser.post(of(ticket, "draft"), {"body": "New one"}, headers=HTMX)
    more = of(ticket, f"draft?side={conversation.pk}")
    browser.post(more, {"body": "Going on"}, headers=HTMX)

    assert "Going on" in browser.get(own(conversation)).content.decode()
    assert "New one" in browser.get(of(ticket)).content.decode()


def test_a_message_of_the_ticket_is_quoted_as_words(browser: Client, ticket: Ticket) -> None:
    message = ticket.messages.get()
    menu = browser.get(f"/messages/{message.pk}/menu").content.decode()
    assert f'action="{of(ticket, "quotes")}' in menu
    answered = browser.post(of(ticket, "quotes"), {"message": message.pk}, headers=PANE)

    assert answered.headers["HX-Push-Url"] == of(ticket)
    draft = SideDraft.objects.get()
    assert "<blockquote>" in draft.html
    assert "two lamps" in draft.html


def test_a_message_of_another_ticket_is_not_quoted(browser: Client, ticket: Ticket) -> None:
    other = world.make_ticket().messages.get()
    assert browser.post(of(ticket, "quotes"), {"message": other.pk}).status_code == 404
    assert not SideDraft.objects.exists()


def test_a_file_of_the_ticket_goes_along(browser: Client, amara: Agent, mailbox: Mailbox) -> None:
    ticket = world.make_ticket(
        attachments=[NewAttachment(store(b"the bill"), "bill.txt")], assignee=amara
    )
    attachment = ticket.messages.get().attachments.get()
    assert "bill.txt" in browser.get(of(ticket, "files"), headers=HTMX).content.decode()
    chip = browser.post(of(ticket, "files"), {"attachment": attachment.pk}, headers=HTMX)
    file = SideFile.objects.get()
    assert f'name="files" value="{file.pk}"' in chip.content.decode()

    browser.post(of(ticket, "recipients"), {"add_to": MIRA}, headers=HTMX)
    form = {"body": "See the bill", "subject": "Bill", "files": file.pk}
    browser.post(of(ticket), form, headers=PANE)
    message = SideConversation.objects.get().messages.get()
    assert message.attachments.get().file == attachment.file


def test_a_file_of_another_ticket_is_not_attached(browser: Client, ticket: Ticket) -> None:
    other = world.make_ticket(attachments=[NewAttachment(store(b"the bill"), "bill.txt")])
    foreign = other.messages.get().attachments.get()
    answered = browser.post(of(ticket, "files"), {"attachment": foreign.pk}, headers=HTMX)
    assert answered.status_code == 404
    assert not SideFile.objects.exists()


def test_a_picture_is_sent_up_and_shown_in_the_text(browser: Client, ticket: Ticket) -> None:
    upload = SimpleUploadedFile("smoke.png", PNG, "image/png")
    answered = browser.post(of(ticket, "uploads"), {"file": upload, "inline": "1"})
    assert answered.status_code == 201
    address = answered.json()["url"]
    shown = browser.get(address)
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.getvalue() == PNG

    browser.post(of(ticket, "recipients"), {"add_to": MIRA}, headers=HTMX)
    form = {"body_html": f'<p><img src="{address}"></p>', "subject": "Smoke"}
    browser.post(of(ticket), form | {"inline_files": answered.json()["id"]}, headers=PANE)
    message = SideConversation.objects.get().messages.get()
    assert f'data-cid="{message.attachments.get().content_id}"' in message.html
    assert (
        f"/side-files/{message.attachments.get().pk}/"
        in browser.get(own(SideConversation.objects.get())).content.decode()
    )


def test_the_picture_of_a_colleague_s_draft_is_nobody_else_s(
    browser: Client, client_of: ClientOf, ticket: Ticket, bo: Agent
) -> None:
    file = actions.attach(Place(ticket), file=store(PNG), name="mine.png", by=bo, is_inline=True)
    assert browser.get(f"/side-files/{file.pk}/mine.png").status_code == 404
    assert client_of(bo).get(f"/side-files/{file.pk}/mine.png").getvalue() == PNG


def test_hostile_html_is_shown_in_a_frame_of_its_own(
    browser: Client, conversation: SideConversation
) -> None:
    html = (
        '<table style="color: red"><tr><td onclick="x()">Hi</td></tr></table><script>x()</script>'
    )
    raw = make_letter(sender=MIRA, to=mail_of(conversation).reply_to, text=html)
    take(raw.replace(b"text/plain", b"text/html"), to=mail_of(conversation).reply_to)

    frame = browser.get(own(conversation, "messages/2/frame"))
    assert "sandbox" in browser.get(own(conversation)).content.decode()
    assert "default-src 'none'" in frame.headers["Content-Security-Policy"]
    assert "onclick" not in frame.content.decode()
    assert "<script" not in frame.content.decode()
    assert browser.get(own(conversation, "messages/9/frame")).status_code == 404


def test_who_was_not_written_to_is_told_apart(
    browser: Client, conversation: SideConversation
) -> None:
    assert "Not written to" not in browser.get(own(conversation)).content.decode()
    answer(conversation, sender="Someone <someone@nowhere.example>")
    assert "Not written to" in browser.get(own(conversation)).content.decode()


def test_who_was_not_written_to_can_be_from_now_on(
    browser: Client, conversation: SideConversation
) -> None:
    answer(conversation, sender="Someone <someone@nowhere.example>")
    page = browser.get(own(conversation)).content.decode()
    assert 'name="add_to" value="someone@nowhere.example"' in page
    more = of(conversation.ticket, f"recipients?side={conversation.pk}")
    browser.post(more, {"add_to": "someone@nowhere.example"}, headers=HTMX)
    browser.post(own(conversation), {"body": "Both of you"}, headers=PANE)

    assert [row["address"] for row in mail_of(conversation).to] == [MIRA, "someone@nowhere.example"]


def test_a_mail_that_was_refused_is_sent_again_from_where_it_was_written(
    browser: Client, sink: Sink, ticket: Ticket
) -> None:
    sink.recipient_replies[MIRA] = "550 5.1.1 no such user"
    conversation = ask(ticket)
    run_due_jobs()
    assert "was not delivered" in browser.get(own(conversation)).content.decode()

    sink.recipient_replies.clear()
    again = f"/mail/outbox/{mail_of(conversation).pk}/attempts"
    assert browser.post(again, headers=HTMX).status_code == 200
    run_due_jobs()
    assert [one.recipients for one in sink.taken if MIRA in one.recipients]
    assert "was not delivered" not in browser.get(own(conversation)).content.decode()


def test_done_can_be_undone(browser: Client, conversation: SideConversation) -> None:
    def is_done() -> bool:
        return SideConversation.objects.get(pk=conversation.pk).is_done

    answered = browser.post(own(conversation, "done"), headers=HTMX)
    assert "undo" in answered.headers["HX-Trigger"]
    assert is_done()
    browser.delete(own(conversation, "done"), headers=HTMX)
    assert not is_done()
    browser.post(own(conversation, "done"))
    browser.post(own(conversation, "done"), {"reopen": "1"})
    assert not is_done()


def test_an_open_page_hears_of_an_answer_and_tells_when_it_was_read(
    browser: Client, conversation: SideConversation, amara: Agent
) -> None:
    page = browser.get(own(conversation)).content.decode()
    assert f'data-live="ticket:{conversation.ticket_id}"' in page
    answer(conversation)
    changes = browser.get(own(conversation, "changes"), headers=HTMX).content.decode()
    assert "Yes, since May." in changes
    assert "<textarea" not in changes, "nobody's text is touched"
    reading = SideReading.objects.get(conversation=conversation, agent=amara)
    assert reading.number == 1
    browser.post(own(conversation, "reading"), {"number": "2"})
    reading.refresh_from_db()
    assert reading.number == 2


def test_light_agents_read_and_have_no_form(
    client_of: ClientOf, lin: Agent, conversation: SideConversation
) -> None:
    browser = client_of(lin)
    page = browser.get(own(conversation)).content.decode()
    assert "Is the lamp recalled?" in page
    assert "data-composer" not in page
    assert browser.post(own(conversation), {"body": "Hi"}).status_code == 403
    assert browser.post(of(conversation.ticket), {"body": "Hi"}).status_code == 403
    side = side_of(browser.get(f"/tickets/{conversation.ticket_id}/").content.decode())
    assert "Lamp 7" in side
    assert "New side conversation" not in side


def test_it_is_not_there_for_who_may_not_see_the_ticket(
    client_of: ClientOf, conversation: SideConversation, goran: Agent, amara: Agent
) -> None:
    answer(conversation)
    desk.move_to_group(conversation.ticket, group=world.group(world.SECURITY), by=goran)
    browser = client_of(amara)
    elsewhere = world.make_ticket()
    for address in (
        own(conversation),
        own(conversation, "changes"),
        own(conversation, "messages/2/frame"),
        of(elsewhere, f"{conversation.pk}/"),
        of(elsewhere, f"draft?side={conversation.pk}"),
    ):
        assert browser.get(address).status_code in {404, 405}, address
    answered = browser.post(of(elsewhere, f"draft?side={conversation.pk}"), {"body": "Hi"})
    assert answered.status_code == 404
    assert client_of(goran).get(own(conversation)).status_code == 200


def test_a_conversation_of_another_ticket_leads_to_where_it_is(
    browser: Client, conversation: SideConversation
) -> None:
    elsewhere = world.make_ticket()
    answered = browser.get(of(elsewhere, f"{conversation.pk}/"))
    assert answered.headers["Location"] == own(conversation)


def test_the_api_knows_no_word_of_it(
    client_of: ClientOf, conversation: SideConversation, amara: Agent
) -> None:
    answer(conversation)
    _token, secret = issue_token(amara, by=SYSTEM)
    caller = Client(headers={"Authorization": f"Bearer {secret}"})
    for address in ("", "/comments"):
        answered = caller.get(f"/api/v2/tickets/{conversation.ticket_id}{address}.json")
        assert answered.status_code == 200
        assert "since May" not in answered.content.decode()
        assert "recalled" not in answered.content.decode()
