"""Side conversations by mail: what leaves, what comes back, and what never mixes."""

import pytest

from firstline.channels.email.addresses import (
    bounce_address,
    reply_address,
    side_address,
    side_conversation_id_for,
    ticket_id_for,
)
from firstline.channels.email.models import (
    Fate,
    InboundMail,
    Mailbox,
    MailKind,
    MailState,
    OutboundMail,
)
from firstline.channels.email.outbound.deliver import deliver
from firstline.customers import actions as customers
from firstline.customers.models import Customer
from firstline.desk import actions as desk
from firstline.desk.content import Content, NewAttachment
from firstline.desk.errors import BadValue, NobodyToWriteTo, NothingToSend, TicketIsClosed
from firstline.desk.models import Message, Ticket, TicketReading, TicketStatus
from firstline.platform.accounts.models import Person
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.files.storing import store
from firstline.platform.notices.models import Notice
from firstline.side_conversations import actions
from firstline.side_conversations.models import SideConversation, SideMessage
from firstline.team.models import Agent
from tests import world
from tests.channels.email.letters import make_letter, saved
from tests.channels.email.sink import Sink
from tests.jobs import run_due_jobs
from tests.pictures import PNG
from tests.side_conversations.makers import MIRA, SECRET, answer, ask, mail_of, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(mailbox: Mailbox, sink: Sink, amara: Agent) -> Ticket:
    return world.make_ticket(text=f"{SECRET}: my lamp smokes", assignee=amara, status="open")


@pytest.fixture
def conversation(ticket: Ticket) -> SideConversation:
    return ask(ticket)


def codes(mail: InboundMail) -> list[str]:
    return [row["code"] for row in mail.reasons]


def test_what_an_agent_asks_goes_out_by_itself(ticket: Ticket, sink: Sink, amara: Agent) -> None:
    world.make_reply(ticket, text="We look into it.", by=amara)
    sink_before = len(sink.taken)
    conversation = ask(ticket, to=[MIRA, "parts@lampworks.example"])
    run_due_jobs()

    mails = [one for one in sink.taken[sink_before:] if MIRA in one.recipients]
    (taken,) = mails
    letter = taken.letter
    assert letter["From"] == f"Amara Obi at Brightwell <{world.SUPPORT_ADDRESS}>"
    assert letter["To"] == f"{MIRA}, parts@lampworks.example"
    assert letter["Subject"] == "Lamp 7"
    assert side_conversation_id_for(letter["Reply-To"]) == conversation.pk
    assert letter["References"] is None, "a thread of its own"
    assert letter["Auto-Submitted"] is None
    whole = taken.content.decode()
    assert "Is the lamp recalled?" in whole
    for foreign in (SECRET, "We look into it", "Dana", world.DANA, f"+t{ticket.pk}"):
        assert foreign not in whole, "nothing of the ticket leaves with it"


def test_the_customer_never_sees_it(ticket: Ticket, sink: Sink, amara: Agent) -> None:
    conversation = ask(ticket, text="Between us: the lamp is junk.")
    answer(conversation, text="Indeed, it is junk.")
    world.make_reply(ticket, text="A new one is on its way.", by=amara)
    run_due_jobs()

    (to_dana,) = [one for one in sink.taken if world.DANA in one.recipients]
    assert "junk" not in to_dana.content.decode()
    assert conversation.messages.count() == 2
    assert [one.text for one in ticket.messages.order_by("number")] == [
        f"{SECRET}: my lamp smokes",
        "A new one is on its way.",
    ]
    ticket.refresh_from_db()
    assert "junk" not in ticket.preview


def test_files_and_pictures_go_along(ticket: Ticket, sink: Sink) -> None:
    picture = NewAttachment(store(PNG), "smoke.png", content_id="p1@firstline", is_inline=True)
    paper = NewAttachment(store(b"the bill"), "bill.txt")
    content = Content.from_composer('<p>Look: <img data-cid="p1@firstline"></p>')
    actions.begin(
        ticket,
        content,
        to=[MIRA],
        subject="Lamp 7",
        by=world.agent(world.AMARA),
        attachments=[picture, paper],
    )
    run_due_jobs()

    (taken,) = [one for one in sink.taken if MIRA in one.recipients]
    parts = {part.get_filename(): part for part in taken.letter.walk() if part.get_filename()}
    assert parts["bill.txt"].get_content().strip() == "the bill"
    assert parts["smoke.png"]["Content-ID"] == "<p1@firstline>"


def test_an_answer_lands_on_the_side(conversation: SideConversation, sink: Sink) -> None:
    mail = answer(conversation)

    assert mail.fate == Fate.SIDE
    assert codes(mail) == ["side_address"]
    assert (mail.ticket, mail.message) == (None, None)
    message = conversation.messages.get(number=2)
    assert mail.side_message == message
    assert (message.text, message.sender_name, message.sender_address) == (
        "Yes, since May.",
        "Mira Sand",
        MIRA,
    )
    assert message.is_expected
    assert conversation.ticket.messages.count() == 1
    assert not Person.objects.filter(email=MIRA).exists(), "who is only asked is no customer"


def test_an_answer_is_never_acknowledged(conversation: SideConversation, sink: Sink) -> None:
    run_due_jobs()
    before = OutboundMail.objects.exclude(kind=MailKind.NOTICE).count()
    answer(conversation)
    run_due_jobs()

    assert OutboundMail.objects.exclude(kind=MailKind.NOTICE).count() == before


def test_an_answer_without_the_address_is_found_by_what_it_answers(
    conversation: SideConversation,
) -> None:
    sent = mail_of(conversation).internet_message_id
    mail = answer(conversation, to=world.SUPPORT_ADDRESS, headers=[f"In-Reply-To: <{sent}>"])

    assert mail.fate == Fate.SIDE
    assert codes(mail) == ["answers_side_mail"]


def test_an_answer_to_an_answer_is_found_too(conversation: SideConversation) -> None:
    answer(conversation)
    mail = answer(
        conversation,
        to=world.SUPPORT_ADDRESS,
        message_id="second@lampworks.example",
        headers=["In-Reply-To: <answer@lampworks.example>"],
    )

    assert mail.side_message is not None
    assert mail.side_message.conversation == conversation


def test_a_conversation_goes_on_in_its_own_thread(
    conversation: SideConversation, amara: Agent
) -> None:
    first = mail_of(conversation).internet_message_id
    answer(conversation)
    actions.write(conversation, Content.from_text("Which series?"), to=[MIRA], by=amara)

    mail = mail_of(conversation)
    assert mail.subject == "Re: Lamp 7"
    assert mail.in_reply_to == "answer@lampworks.example"
    assert mail.references == [first, "answer@lampworks.example"]
    assert mail.reply_to == side_address(conversation, Mailbox.objects.get())
    assert "since May" not in mail.text, "they have their own words"


def test_tokens_of_tickets_and_of_side_conversations_never_pass_for_each_other(
    conversation: SideConversation, ticket: Ticket, mailbox: Mailbox
) -> None:
    of_side = side_address(conversation, mailbox)
    of_ticket = reply_address(ticket, mailbox)
    of_bounce = bounce_address(conversation.pk, mailbox)
    assert ticket_id_for(of_side) is None
    assert side_conversation_id_for(of_ticket) is None
    assert side_conversation_id_for(of_bounce) is None
    for address, letter in ((of_side, "t"), (of_ticket, "s"), (of_bounce, "s")):
        local, _plus, tag = address.partition("+")
        forged = f"{local}+{letter}{tag[1:]}"
        assert ticket_id_for(forged) is None
        assert side_conversation_id_for(forged) is None


def test_a_forged_token_opens_a_ticket_of_its_own(
    conversation: SideConversation, mailbox: Mailbox
) -> None:
    real = side_address(conversation, mailbox)
    forged = real.replace("@", "a@")[: -len("@brightwell.example")][:-2] + "22@brightwell.example"
    mail = answer(conversation, to=forged)

    assert mail.fate == Fate.OPENED
    assert mail.ticket != conversation.ticket
    assert conversation.messages.count() == 1


def test_a_token_of_another_conversation_leads_only_there(
    conversation: SideConversation, ticket: Ticket
) -> None:
    other = ask(ticket, to=["pia@else.example"], subject="Something else")
    answer(other, sender="pia@else.example")

    assert conversation.messages.count() == 1
    assert other.messages.count() == 2


def test_who_was_not_written_to_is_kept_and_marked(conversation: SideConversation) -> None:
    mail = answer(conversation, sender="Someone <someone@nowhere.example>")

    assert mail.fate == Fate.SIDE
    assert codes(mail) == ["side_address", "not_written_to"]
    assert mail.side_message is not None
    assert not mail.side_message.is_expected
    conversation.refresh_from_db()
    assert conversation.addresses == [MIRA], "and gets nothing unless an agent adds them"


def test_a_customer_who_writes_there_stays_there(conversation: SideConversation) -> None:
    """Somebody outside may pass the mail on; what comes back is shown to the team alone."""
    mail = answer(conversation, sender=f"Dana <{world.DANA}>")

    assert mail.fate == Fate.SIDE
    assert conversation.ticket.messages.count() == 1


def test_what_is_sent_to_the_ticket_itself_is_the_ticket_s(
    conversation: SideConversation, ticket: Ticket, mailbox: Mailbox
) -> None:
    sent = mail_of(conversation).internet_message_id
    raw = make_letter(
        to=reply_address(ticket, mailbox), headers=[f"References: <{sent}>"], text="And now?"
    )
    mail = take(raw, to=reply_address(ticket, mailbox))

    assert mail.fate == Fate.THREADED
    assert conversation.messages.count() == 1


def test_who_takes_part_in_the_ticket_and_writes_to_both_means_the_ticket(
    conversation: SideConversation, ticket: Ticket, mailbox: Mailbox
) -> None:
    both = f"{mail_of(conversation).reply_to}, {reply_address(ticket, mailbox)}"
    mail = take(make_letter(to=both), to=mail_of(conversation).reply_to)
    assert (mail.fate, mail.ticket) == (Fate.THREADED, ticket)
    assert conversation.messages.count() == 1

    raw = make_letter(sender=MIRA, to=both, message_id="both@lampworks.example")
    mail = take(raw, to=mail_of(conversation).reply_to)
    assert mail.fate == Fate.SIDE, "who does not is heard on the side alone"


def test_who_is_blocked_is_not_heard_on_the_side_either(
    conversation: SideConversation, ticket: Ticket, amara: Agent
) -> None:
    customers.block(world.customer(world.DANA), by=amara)
    desk.set_status(ticket, status="hold", by=amara)
    mail = answer(conversation, sender=f"Dana <{world.DANA}>")

    assert mail.fate == Fate.QUARANTINED
    assert codes(mail) == ["side_address", "blocked"]
    assert conversation.messages.count() == 1
    ticket.refresh_from_db()
    assert ticket.status == "hold"
    assert not Notice.objects.filter(kind="side.answered").exists()


@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_who_only_names_a_mail_of_the_side_does_not_get_there(
    conversation: SideConversation, whose: str
) -> None:
    """Message ids travel with every copy: they are no token."""
    answer(conversation)
    sent = mail_of(conversation).internet_message_id
    named = sent if whose == "ours" else "answer@lampworks.example"
    mail = answer(
        conversation,
        sender="someone@nowhere.example",
        to=world.SUPPORT_ADDRESS,
        message_id="second@nowhere.example",
        headers=[f"In-Reply-To: <{named}>"],
    )

    assert mail.fate == Fate.OPENED
    assert mail.ticket != conversation.ticket
    assert conversation.messages.count() == 2


def test_a_name_that_two_mails_bear_leads_nowhere(conversation: SideConversation) -> None:
    name = "orders@lampworks.example"
    answer(conversation, message_id=name)
    take(make_letter(sender="eve@nowhere.example", message_id=name), to=world.SUPPORT_ADDRESS)
    mail = answer(
        conversation,
        to=world.SUPPORT_ADDRESS,
        message_id="second@lampworks.example",
        headers=[f"In-Reply-To: <{name}>"],
    )

    assert mail.fate == Fate.OPENED
    assert conversation.messages.count() == 2


def test_mail_on_the_side_is_never_mail_of_the_ticket(conversation: SideConversation) -> None:
    """What looks for a ticket by its mail finds none of it."""
    mail = answer(conversation)
    sent = mail_of(conversation)

    assert (sent.ticket, sent.message, sent.customer) == (None, None, None)
    assert (mail.ticket, mail.message) == (None, None)
    assert sent.concerns == conversation.ticket


def test_an_automatic_answer_is_kept_and_wakes_nobody(
    conversation: SideConversation, ticket: Ticket, amara: Agent
) -> None:
    desk.set_status(ticket, status="hold", by=amara)
    before = Ticket.objects.get(pk=ticket.pk).updated_at
    mail = answer(conversation, headers=["Auto-Submitted: auto-replied"], text="I am away.")

    assert mail.side_message is not None
    assert mail.side_message.is_automatic
    ticket.refresh_from_db()
    assert (ticket.status, ticket.updated_at) == ("hold", before)
    conversation.refresh_from_db()
    assert conversation.last_heard == 0
    assert not Notice.objects.filter(kind="side.answered").exists()


def test_a_note_of_absence_to_the_return_path_is_kept_there(
    conversation: SideConversation, mailbox: Mailbox
) -> None:
    path = bounce_address(mail_of(conversation).pk, mailbox)
    raw = make_letter(sender=MIRA, to=path, text="Away", headers=["Auto-Submitted: auto-replied"])
    mail = take(raw, to=path, sender="")

    assert mail.fate == Fate.SIDE
    assert Ticket.objects.count() == 1


def test_our_own_mail_that_comes_back_is_a_loop(conversation: SideConversation, sink: Sink) -> None:
    run_due_jobs()
    (taken,) = [one for one in sink.taken if MIRA in one.recipients]
    mail = take(taken.content, to=mail_of(conversation).reply_to)

    assert mail.fate == Fate.LOOP
    assert conversation.messages.count() == 1


def test_mail_from_our_own_address_is_a_loop(conversation: SideConversation) -> None:
    mail = answer(conversation, sender=world.SUPPORT_ADDRESS)

    assert mail.fate == Fate.LOOP
    assert conversation.messages.count() == 1


def test_the_loop_takes_no_name_from_our_mail(conversation: SideConversation, sink: Sink) -> None:
    """A copy of our mail keeps its Message-ID: answers are still found by it."""
    run_due_jobs()
    (taken,) = [one for one in sink.taken if MIRA in one.recipients]
    take(taken.content, to=world.SUPPORT_ADDRESS)
    sent = mail_of(conversation).internet_message_id
    mail = answer(conversation, to=world.SUPPORT_ADDRESS, headers=[f"In-Reply-To: <{sent}>"])

    assert mail.fate == Fate.SIDE


def test_the_same_answer_twice_is_one_message(conversation: SideConversation) -> None:
    answer(conversation)
    again = answer(conversation, headers=["Received: from a.example by b.example"])

    assert again.fate == Fate.DUPLICATE
    assert conversation.messages.count() == 2


def test_a_bounce_is_told_on_the_ticket_and_answered_by_nobody(
    conversation: SideConversation, mailbox: Mailbox, amara: Agent
) -> None:
    sent = mail_of(conversation)
    raw = saved("postfix_bounce")
    mail = take(raw, to=bounce_address(sent.pk, mailbox), sender="")

    assert mail.fate == Fate.BOUNCE
    assert mail.reported == sent
    assert conversation.messages.count() == 1
    event = Event.objects.get(name="delivery_failed")
    assert event.subject_id == conversation.ticket_id
    assert Notice.objects.filter(person=amara.person, kind="email.not_delivered").exists()
    assert Ticket.objects.count() == 1


def test_what_the_relay_refuses_is_seen_where_it_was_written(
    conversation: SideConversation, sink: Sink
) -> None:
    sink.recipient_replies[MIRA] = "550 5.1.1 no such user"
    deliver(mail_of(conversation).pk)

    mail = mail_of(conversation)
    assert mail.state == MailState.FAILED
    assert Event.objects.filter(name="delivery_failed", subject_id=conversation.ticket_id).exists()


def test_hostile_mail_is_cleaned_as_everywhere(conversation: SideConversation) -> None:
    raw = make_letter(
        sender='"<script>alert(1)</script>" <mira@lampworks.example>',
        to=mail_of(conversation).reply_to,
        text='<p onclick="x()">Hi<script>alert(1)</script><img src="http://t.example/p.gif"></p>',
    ).replace(b"text/plain", b"text/html")
    mail = take(raw, to=mail_of(conversation).reply_to)

    message = mail.side_message
    assert message is not None
    assert "script" not in message.html
    assert "onclick" not in message.html
    assert ' src="http' not in message.html
    assert message.remote_images == 1


@pytest.mark.parametrize("status", ["pending", "hold", "solved"])
def test_an_answer_wakes_what_waits(
    status: str, conversation: SideConversation, ticket: Ticket, amara: Agent
) -> None:
    desk.set_status(ticket, status=status, by=amara)
    answer(conversation)

    ticket.refresh_from_db()
    assert ticket.status == TicketStatus.OPEN
    assert ticket.reopens == (1 if status == "solved" else 0)
    assert ticket.customer_acted_at is None or ticket.message_count == 1
    assert Event.objects.filter(subject_id=ticket.pk, name="side_message_received").exists()


def test_no_customer_begins_to_wait_for_it(
    conversation: SideConversation, ticket: Ticket, amara: Agent
) -> None:
    world.make_reply(ticket, by=amara, then="solved")
    answer(conversation)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since) == (TicketStatus.OPEN, None)


def test_a_closed_ticket_stays_closed_and_its_people_hear_of_it(
    conversation: SideConversation, ticket: Ticket, amara: Agent
) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    answer(conversation)

    ticket.refresh_from_db()
    assert ticket.status == TicketStatus.CLOSED
    assert Notice.objects.filter(person=amara.person, kind="side.answered").exists()
    actions.write(conversation, Content.from_text("Thank you."), to=[MIRA], by=amara)
    assert conversation.messages.count() == 3


def test_assignee_followers_and_who_asked_hear_of_an_answer(
    ticket: Ticket, amara: Agent, bo: Agent, chidi: Agent, farah: Agent
) -> None:
    desk.follow(ticket, by=chidi)
    conversation = ask(ticket, by=bo)
    for reader in (amara, bo, chidi, farah):
        desk.mark_read(ticket, number=1, by=reader)
    answer(conversation)

    told = Notice.objects.filter(kind="side.answered").values_list("person", flat=True)
    assert set(told) == {amara.pk, bo.pk, chidi.pk}
    unread = TicketReading.objects.filter(ticket=ticket, number=0).values_list("agent", flat=True)
    assert set(unread) == {amara.pk, bo.pk, chidi.pk}


def test_who_may_not_see_the_ticket_hears_nothing(
    conversation: SideConversation, ticket: Ticket, goran: Agent, amara: Agent
) -> None:
    desk.move_to_group(ticket, group=world.group(world.SECURITY), by=goran)
    answer(conversation)

    assert not Notice.objects.filter(person=amara.person, kind="side.answered").exists()


def test_an_answer_takes_up_what_was_done(conversation: SideConversation, amara: Agent) -> None:
    actions.finish(conversation, by=amara)
    answer(conversation)

    conversation.refresh_from_db()
    assert not conversation.is_done


def test_light_agents_read_and_write_nothing(
    conversation: SideConversation, ticket: Ticket, lin: Agent
) -> None:
    assert SideConversation.objects.visible_to(lin).filter(pk=conversation.pk).exists()
    with pytest.raises(NotAllowed):
        ask(ticket, by=lin)
    with pytest.raises(NotAllowed):
        actions.write(conversation, Content.from_text("Hello"), to=[MIRA], by=lin)
    with pytest.raises(NotAllowed):
        actions.finish(conversation, by=lin)


def test_it_is_refused_to_write_to_the_desk_to_the_customer_or_to_nobody(
    ticket: Ticket, dana: Customer
) -> None:
    with pytest.raises(BadValue, match="address of this desk"):
        ask(ticket, to=["Support+x@brightwell.example".lower()])
    with pytest.raises(BadValue, match="takes part in the ticket"):
        ask(ticket, to=[MIRA, world.DANA])
    with pytest.raises(NobodyToWriteTo):
        ask(ticket, to=[])
    with pytest.raises(NothingToSend):
        ask(ticket, text="  ")
    assert not SideMessage.objects.exists()
    assert not SideConversation.objects.exists()


def test_none_begins_on_a_closed_ticket(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    with pytest.raises(TicketIsClosed):
        ask(ticket)


def test_the_history_tells_it_without_a_word_of_it(
    conversation: SideConversation, ticket: Ticket
) -> None:
    answer(conversation, text="Blue whale")
    rows = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk)
    assert [row.name for row in rows.filter(name__startswith="side").order_by("pk")] == [
        "side_conversation_begun",
        "side_message_received",
    ]
    told = str(list(rows.values_list("data", flat=True)))
    assert "Blue whale" not in told
    assert "recalled" not in told


def test_messages_of_tickets_know_nothing_of_it(conversation: SideConversation) -> None:
    answer(conversation)
    assert not Message.objects.filter(text__contains="since May").exists()
