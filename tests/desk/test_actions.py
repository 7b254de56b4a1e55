"""What agents and customers do to a ticket, called as every channel and page calls it."""

from datetime import timedelta

import pytest

from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.errors import (
    AlreadySent,
    BadValue,
    CannotAssign,
    ConversationMovedOn,
    NothingToSend,
    TicketIsClosed,
)
from firstline.desk.models import Draft, Message, Ticket
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.files.storing import store
from firstline.team.models import Agent
from tests import world
from tests.conftest import StoppedClock
from tests.jobs import queued, run_due_jobs

pytestmark = pytest.mark.django_db

SOME = Content.from_text("Thank you for waiting.")


def events_of(ticket: Ticket) -> list[str]:
    events = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk)
    return list(events.order_by("id").values_list("name", flat=True))


def a_draft(ticket: Ticket, by: Agent, html: str = "<p>Soon.</p>") -> Draft:
    draft = actions.keep_draft(ticket, html=html, is_public=True, by=by)
    assert draft is not None
    return draft


def test_messages_are_numbered_without_gaps() -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket)
    world.make_note(ticket)
    assert [message.number for message in ticket.messages.order_by("number")] == [1, 2, 3]


def test_a_customer_who_wrote_is_waiting_until_somebody_answers() -> None:
    ticket = world.make_ticket()
    assert ticket.waiting_since is not None
    world.make_reply(ticket)
    ticket.refresh_from_db()
    assert ticket.waiting_since is None


def test_a_note_does_not_end_the_waiting_nor_change_the_preview() -> None:
    ticket = world.make_ticket(text="Where is it?")
    world.make_note(ticket, text="No idea.")
    ticket.refresh_from_db()
    assert ticket.waiting_since is not None
    assert ticket.preview == "Where is it?"


def test_answering_an_unassigned_ticket_takes_it(amara: Agent) -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket, by=amara)
    ticket.refresh_from_db()
    assert ticket.assignee == amara
    assert events_of(ticket)[-2:] == ["ticket_assigned", "status_changed"]


def test_answering_a_colleagues_ticket_leaves_it_with_them(amara: Agent, bo: Agent) -> None:
    ticket = world.make_ticket(assignee=bo)
    world.make_reply(ticket, by=amara)
    ticket.refresh_from_db()
    assert ticket.assignee == bo


def test_a_reply_can_solve(amara: Agent) -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket, then="solved")
    ticket.refresh_from_db()
    assert ticket.status == "solved"
    assert ticket.solved_at is not None


def test_a_solved_ticket_opens_again_when_the_customer_writes() -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket, then="solved")
    world.make_message(ticket)
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert ticket.solved_at is None


def test_a_closed_ticket_gets_a_follow_up(farah: Agent) -> None:
    ticket = world.make_ticket(tags=["lamp"])
    actions.set_status(ticket, status="closed", by=farah)
    message = world.make_message(ticket)
    assert message.ticket != ticket
    assert message.ticket.follows == ticket
    assert message.ticket.tags == ["lamp"]


def test_a_closed_ticket_refuses_everything(amara: Agent) -> None:
    ticket = world.make_ticket()
    actions.set_status(ticket, status="closed", by=amara)
    with pytest.raises(TicketIsClosed):
        actions.assign(ticket, to=amara, by=amara)
    with pytest.raises(TicketIsClosed):
        actions.add_note(ticket, SOME, by=amara)
    with pytest.raises(TicketIsClosed):
        actions.set_tags(ticket, add=["x"], by=amara)


def test_an_empty_reply_is_not_sent(amara: Agent) -> None:
    with pytest.raises(NothingToSend):
        actions.reply(world.make_ticket(), Content.from_text("  \n "), by=amara)


def test_a_stale_reply_is_stopped(amara: Agent) -> None:
    ticket = world.make_ticket()
    world.make_message(ticket)
    with pytest.raises(ConversationMovedOn):
        actions.reply(ticket, SOME, by=amara, seen=1)
    assert ticket.messages.count() == 2


def test_ones_own_later_message_makes_no_reply_stale(amara: Agent) -> None:
    ticket = world.make_ticket()
    world.make_note(ticket, by=amara)
    assert actions.reply(ticket, SOME, by=amara, seen=1).number == 3


def test_a_light_agent_adds_notes_and_nothing_else(lin: Agent, amara: Agent) -> None:
    ticket = world.make_ticket()
    actions.add_note(ticket, SOME, by=lin)
    for forbidden in (
        lambda: actions.reply(ticket, SOME, by=lin),
        lambda: actions.assign(ticket, to=amara, by=lin),
        lambda: actions.set_status(ticket, status="solved", by=lin),
        lambda: actions.set_priority(ticket, priority="high", by=lin),
        lambda: actions.set_tags(ticket, add=["x"], by=lin),
        lambda: actions.rename(ticket, subject="x", by=lin),
        lambda: actions.move_to_group(ticket, group=None, by=lin),
        lambda: actions.keep_draft(ticket, html="x", is_public=True, by=lin),
        lambda: actions.add_participant(ticket, customer=world.customer(world.ELI), by=lin),
        lambda: world.make_ticket(by=lin),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_ticket_cannot_be_given_to_who_may_not_see_it(farah: Agent, amara: Agent) -> None:
    ticket = world.make_ticket(group=world.group(world.SECURITY))
    with pytest.raises(CannotAssign):
        actions.assign(ticket, to=amara, by=farah)


def test_a_ticket_cannot_be_given_to_a_light_agent(amara: Agent, lin: Agent) -> None:
    with pytest.raises(CannotAssign):
        actions.assign(world.make_ticket(), to=lin, by=amara)


def test_moving_to_a_restricted_group_takes_it_from_an_outsider(farah: Agent, amara: Agent) -> None:
    ticket = world.make_ticket(assignee=amara)
    ticket = actions.move_to_group(ticket, group=world.group(world.SECURITY), by=farah)
    assert ticket.assignee is None


def test_what_changes_nothing_publishes_nothing(amara: Agent) -> None:
    ticket = world.make_ticket(assignee=amara, priority="high", tags=["lamp"], status="open")
    before = events_of(ticket)
    actions.assign(ticket, to=amara, by=amara)
    actions.set_priority(ticket, priority="high", by=amara)
    actions.set_tags(ticket, add=["lamp"], remove=["vip"], by=amara)
    actions.set_status(ticket, status="open", by=amara)
    actions.rename(ticket, subject=ticket.subject, by=amara)
    assert events_of(ticket) == before


def test_nonsense_is_refused(amara: Agent) -> None:
    ticket = world.make_ticket()
    with pytest.raises(BadValue):
        actions.set_status(ticket, status="done", by=amara)
    with pytest.raises(BadValue):
        actions.set_priority(ticket, priority="asap", by=amara)
    with pytest.raises(BadValue):
        actions.rename(ticket, subject=" \n ", by=amara)


def test_two_people_tagging_at_once_lose_nothing(amara: Agent, bo: Agent) -> None:
    seen_by_amara = world.make_ticket(tags=["lamp"])
    actions.set_tags(seen_by_amara, add=["vip"], by=bo)
    actions.set_tags(seen_by_amara, add=["late"], remove=["lamp"], by=amara)
    assert Ticket.objects.get(pk=seen_by_amara.pk).tags == ["late", "vip"]


def test_somebody_is_copied_in_once(amara: Agent) -> None:
    ticket, eli = world.make_ticket(), world.customer(world.ELI)
    actions.add_participant(ticket, customer=eli, by=amara)
    actions.add_participant(ticket, customer=eli, by=amara)
    assert ticket.participants.count() == 1
    actions.remove_participant(ticket, customer=eli, by=amara)
    assert not ticket.participants.exists()


def test_a_held_reply_goes_out_when_its_time_has_come(amara: Agent, clock: StoppedClock) -> None:
    ticket = world.make_ticket()
    draft = actions.hold_reply(a_draft(ticket, amara), then="pending", seen=1)
    assert run_due_jobs(queue="mail") == 0
    clock.pass_by(timedelta(seconds=13))
    run_due_jobs(queue="mail")
    ticket.refresh_from_db()
    assert ticket.messages.get(number=2).text == "Soon."
    assert ticket.status == "pending"
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_a_reply_that_was_taken_back_stays_a_draft(amara: Agent, clock: StoppedClock) -> None:
    ticket = world.make_ticket()
    draft = actions.hold_reply(a_draft(ticket, amara))
    actions.take_back(draft.pk, by=amara)
    clock.pass_by(timedelta(seconds=20))
    run_due_jobs(queue="mail")
    assert ticket.messages.count() == 1
    assert Draft.objects.get(pk=draft.pk).html == "<p>Soon.</p>"


def test_a_reply_taken_back_and_sent_again_goes_out_once(amara: Agent, clock: StoppedClock) -> None:
    ticket = world.make_ticket()
    draft = actions.hold_reply(a_draft(ticket, amara))
    clock.pass_by(timedelta(seconds=5))
    actions.hold_reply(actions.take_back(draft.pk, by=amara))
    clock.pass_by(timedelta(seconds=9))
    run_due_jobs(queue="mail")
    assert ticket.messages.count() == 1, "the first job comes too early for the second hold"
    clock.pass_by(timedelta(seconds=9))
    run_due_jobs(queue="mail")
    assert ticket.messages.count() == 2


def test_nobody_takes_back_a_colleagues_reply(amara: Agent, bo: Agent) -> None:
    draft = actions.hold_reply(a_draft(world.make_ticket(), amara))
    with pytest.raises(AlreadySent):
        actions.take_back(draft.pk, by=bo)


def test_sending_twice_holds_once(amara: Agent) -> None:
    ticket = world.make_ticket()
    draft = actions.hold_reply(a_draft(ticket, amara))
    actions.hold_reply(draft)
    assert len(queued("desk.jobs.send_held_reply")) == 1
    assert actions.keep_draft(ticket, html=draft.html, is_public=True, by=amara) is None


def test_a_held_reply_to_a_ticket_that_closed_is_a_draft_again(
    amara: Agent, farah: Agent, clock: StoppedClock
) -> None:
    ticket = world.make_ticket()
    draft = actions.hold_reply(a_draft(ticket, amara))
    actions.set_status(ticket, status="closed", by=farah)
    clock.pass_by(timedelta(seconds=13))
    run_due_jobs(queue="mail")
    assert not Draft.objects.get(pk=draft.pk).is_held
    assert events_of(ticket)[-1] == "reply_not_sent"


def test_reply_and_note_have_a_draft_each(amara: Agent) -> None:
    ticket = world.make_ticket()
    a_draft(ticket, amara, "<p>To you</p>")
    actions.keep_draft(ticket, html="<p>To us</p>", is_public=False, by=amara)
    a_draft(ticket, amara, "<p>To you, dear</p>")
    drafts = Draft.objects.filter(ticket=ticket).order_by("-is_public")
    assert [draft.html for draft in drafts] == ["<p>To you, dear</p>", "<p>To us</p>"]


def test_a_drafts_files_go_with_the_message(amara: Agent, clock: StoppedClock) -> None:
    ticket = world.make_ticket()
    attachment = actions.attach_to_draft(
        ticket, file=store(b"list"), name="list.txt", is_public=True, is_inline=False, by=amara
    )
    draft = actions.keep_draft(
        ticket, html="<p>Here.</p>", is_public=True, by=amara, files=[attachment.pk]
    )
    assert draft is not None
    actions.hold_reply(draft)
    clock.pass_by(timedelta(seconds=13))
    run_due_jobs(queue="mail")
    message = Message.objects.get(ticket=ticket, number=2)
    assert [attachment.name for attachment in message.attachments.all()] == ["list.txt"]


def test_files_beyond_what_mail_carries_are_refused(
    amara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstline.desk.actions.draft.LARGEST_TOTAL", 5)
    with pytest.raises(BadValue, match="25 MB"):
        actions.attach_to_draft(
            world.make_ticket(),
            file=store(b"too much"),
            name="a.txt",
            is_public=True,
            is_inline=False,
            by=amara,
        )
