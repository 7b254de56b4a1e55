"""Side conversations stay with the right ticket, and what is redacted there is so on the side."""

import pytest

from firstline.channels.email.compose import compose
from firstline.channels.email.models import Fate, InboundMail, Mailbox
from firstline.desk import actions as desk
from firstline.desk.content import Content, NewAttachment
from firstline.desk.errors import TicketIsRemoved
from firstline.desk.models import Rearrangement, Ticket
from firstline.platform.events.models import Event
from firstline.platform.files.storing import store
from firstline.side_conversations import actions
from firstline.side_conversations.actions import Place
from firstline.side_conversations.models import SideConversation
from firstline.team.models import Agent
from tests import world
from tests.side_conversations.makers import MIRA, answer, ask, mail_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(mailbox: Mailbox, amara: Agent) -> list[Ticket]:
    return [world.make_ticket(assignee=amara) for _ in range(3)]


def place_of(conversation: SideConversation) -> int:
    return SideConversation.objects.values_list("ticket", flat=True).get(pk=conversation.pk)


def merge(source: Ticket, target: Ticket, amara: Agent) -> Rearrangement:
    return desk.merge([source], into=target, by=amara)


def test_a_merge_takes_them_along_and_its_undoing_brings_them_back(
    tickets: list[Ticket], amara: Agent
) -> None:
    source, target, _third = tickets
    mine, theirs = ask(source), ask(target, subject="Another")
    record = merge(source, target, amara)
    assert (place_of(mine), place_of(theirs)) == (target.pk, target.pk)
    since = ask(target, subject="Since then")

    desk.put_back(record, by=amara)
    assert (place_of(mine), place_of(theirs)) == (source.pk, target.pk)
    assert place_of(since) == target.pk


def test_merges_of_merges_are_undone_one_by_one(tickets: list[Ticket], amara: Agent) -> None:
    first, second, third = tickets
    conversation = ask(first)
    one = merge(first, second, amara)
    two = merge(second, third, amara)
    assert place_of(conversation) == third.pk
    desk.put_back(two, by=amara)
    assert place_of(conversation) == second.pk
    desk.put_back(one, by=amara)
    assert place_of(conversation) == first.pk


def test_an_answer_after_a_merge_wakes_the_ticket_that_lives_on(
    tickets: list[Ticket], amara: Agent
) -> None:
    source, target, _third = tickets
    conversation = ask(source)
    merge(source, target, amara)
    desk.set_status(target, status="solved", by=amara)
    mail = answer(conversation)

    assert mail.fate == Fate.SIDE
    target.refresh_from_db()
    source.refresh_from_db()
    assert (target.status, source.status) == ("open", "closed")
    assert Event.objects.get(name="side_message_received").subject_id == target.pk


def test_a_split_leaves_them_where_they_are(tickets: list[Ticket], amara: Agent) -> None:
    ticket = tickets[0]
    second = world.make_message(ticket)
    conversation = ask(ticket)
    record = desk.split(ticket, messages=[second.pk], subject="Two", by=amara)
    assert place_of(conversation) == ticket.pk
    begun = ask(record.target, subject="In the new one")

    desk.put_back(record, by=amara)
    assert (place_of(conversation), place_of(begun)) == (ticket.pk, ticket.pk)


def test_what_is_redacted_on_the_ticket_is_so_on_its_side(
    tickets: list[Ticket], amara: Agent
) -> None:
    ticket = tickets[0]
    card = world.make_message(ticket, text="My card is 4111 1111 1111 1111.")
    conversation = ask(ticket, text="Is 4111 1111 1111 1111 known to you?")
    mail = answer(conversation, text="4111 1111 1111 1111 is unknown.")
    actions.keep_draft(Place(ticket), html="<p>And 4111 1111 1111 1111?</p>", by=amara)
    desk.redact(card, passages=["4111 1111 1111 1111"], by=amara)

    for message in conversation.messages.all():
        assert "4111" not in message.text + message.html
    conversation.refresh_from_db()
    assert "4111" not in conversation.preview
    draft = actions.draft_at(Place(ticket), by=amara)
    assert draft is not None
    assert "4111" not in draft.html
    sent = mail_of(conversation)
    assert "4111" not in sent.text + sent.html
    assert b"4111" not in bytes(InboundMail.objects.get(pk=mail.pk).raw)
    assert Event.objects.get(name="side_messages_redacted").subject_id == ticket.pk


def test_files_deleted_for_good_are_so_on_its_side(tickets: list[Ticket], amara: Agent) -> None:
    passport, bill = store(b"the passport"), store(b"the bill")
    ticket = world.make_ticket(attachments=[NewAttachment(passport, "passport.txt")])
    copies = [NewAttachment(passport, "copy.txt"), NewAttachment(bill, "bill.txt")]
    conversation, elsewhere = ask(ticket, attachments=copies), ask(tickets[0], attachments=copies)
    places = [Place(ticket), Place(ticket, conversation)]
    for place in places:
        actions.attach(place, file=passport, name="copy.txt", by=amara)
    message = ticket.messages.get()
    desk.redact(message, files=[message.attachments.get().pk], by=amara)

    assert [one.name for one in conversation.messages.get().attachments.all()] == ["bill.txt"]
    assert elsewhere.messages.get().attachments.count() == 2
    for place in places:
        draft = actions.draft_at(place, by=amara)
        assert draft is not None
        assert not draft.attachments.exists()
    assert b"passport" not in compose(mail_of(conversation))
    assert Event.objects.get(name="side_messages_redacted").subject_id == ticket.pk
    assert Event.objects.get(name="message_redacted").data["files"] == 1


def test_nothing_is_written_on_a_ticket_in_the_bin(tickets: list[Ticket], amara: Agent) -> None:
    conversation = ask(tickets[0])
    desk.remove(tickets[0], to="bin", by=amara)
    with pytest.raises(TicketIsRemoved):
        actions.write(conversation, Content.from_text("Hello"), to=[MIRA], by=amara)
    mail = answer(conversation)
    assert mail.fate == Fate.SIDE
    assert Ticket.objects.get(pk=tickets[0].pk).is_removed
