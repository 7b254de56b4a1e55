"""Merging, splitting and moving: what goes where, and that all of it can be undone."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstline.channels.email.models import OutboundMail
from firstline.customers.models import Customer
from firstline.desk import actions
from firstline.desk.content import Content, NewAttachment
from firstline.desk.errors import CannotBePutBack, CannotRearrange, TicketIsClosed
from firstline.desk.models import (
    Attachment,
    Draft,
    Follower,
    Message,
    Participant,
    Rearrangement,
    Ticket,
    TicketReading,
)
from firstline.platform.errors import DomainError, NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.files.storing import store
from firstline.team.models import Agent
from tests import world

pytestmark = pytest.mark.django_db


def numbers(ticket: Ticket) -> list[int]:
    return list(ticket.messages.order_by("number").values_list("number", flat=True))


def texts(ticket: Ticket) -> list[str]:
    return list(ticket.messages.order_by("number").values_list("text", flat=True))


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def dump(*tickets: Ticket) -> dict[str, Any]:
    """All that is kept of tickets, but their history and when they last changed."""
    ids = [ticket.pk for ticket in tickets]
    rows = {
        "tickets": Ticket.objects.filter(pk__in=ids),
        "messages": Message.objects.filter(ticket__in=ids),
        "attachments": Attachment.objects.filter(message__ticket__in=ids),
        "participants": Participant.objects.filter(ticket__in=ids),
        "followers": Follower.objects.filter(ticket__in=ids),
        "readings": TicketReading.objects.filter(ticket__in=ids),
        "drafts": Draft.objects.filter(ticket__in=ids),
        "mails": OutboundMail.objects.filter(ticket__in=ids).defer("text", "html"),
    }
    found: dict[str, Any] = {
        name: list(query.order_by("pk").values()) for name, query in rows.items()
    }
    for row in found["tickets"]:
        del row["updated_at"]
    return found


def test_merged_messages_go_behind_those_of_the_target_in_the_order_of_time(amara: Agent) -> None:
    target, source, other = (world.make_ticket(text=name) for name in ("one", "two", "three"))
    world.make_message(other, text="four")
    world.make_message(source, text="five")
    actions.merge([source, other], into=target, by=amara)
    assert texts(target) == ["one", "two", "three", "four", "five"]
    assert numbers(target) == [1, 2, 3, 4, 5]
    assert fresh(target).message_count == 5
    assert numbers(source) == []


def test_what_was_merged_is_closed_and_points_to_where_it_lives_on(amara: Agent) -> None:
    target, source = world.make_ticket(), world.make_ticket()
    actions.merge([source], into=target, by=amara)
    source = fresh(source)
    assert source.is_closed
    assert source.merged_into == target
    assert source.waiting_since is None
    with pytest.raises(TicketIsClosed):
        actions.merge([target], into=source, by=amara)


def test_the_target_gathers_tags_people_and_the_longest_wait(amara: Agent, bo: Agent) -> None:
    source = world.make_ticket(
        tags=["lamp"], priority="urgent", requester=world.customer(world.ELI)
    )
    target = world.make_ticket(tags=["parcel"], participants=[world.make_customer()])
    Follower.objects.create(ticket=source, agent=bo)
    actions.assign(source, to=bo, by=amara)
    since = source.waiting_since
    actions.merge([source], into=target, by=amara)
    target = fresh(target)
    assert target.tags == ["lamp", "parcel"]
    assert target.priority == "urgent"
    assert target.waiting_since == since
    assert target.assignee == bo
    assert Follower.objects.filter(ticket=target, agent=bo).exists()
    copied = {row.customer_id for row in target.participants.all()}
    assert world.customer(world.ELI).pk in copied


def test_only_chosen_people_are_copied_in(amara: Agent, eli: Customer) -> None:
    target, source = world.make_ticket(), world.make_ticket(requester=eli)
    actions.merge([source], into=target, by=amara, keep=[])
    assert not target.participants.exists()


def test_who_waits_is_not_put_into_a_solved_ticket(amara: Agent) -> None:
    target, source = world.make_ticket(), world.make_ticket()
    actions.solve(target, by=amara)
    record = actions.merge([source], into=target, by=amara)
    assert fresh(target).status == "open"
    actions.put_back(record, by=amara)
    assert fresh(target).status == "solved"


def test_undoing_a_merge_restores_all_rows(amara: Agent, bo: Agent, eli: Customer) -> None:
    file = NewAttachment(file=store(b"words"), name="words.txt")
    target = world.make_ticket(tags=["parcel"])
    source = world.make_ticket(requester=eli, tags=["lamp"], attachments=[file])
    world.make_reply(source, by=bo)
    world.make_message(source)
    before = dump(target, source)
    record = actions.merge([source], into=target, by=amara)
    assert dump(target, source) != before
    actions.put_back(record, by=amara)
    assert dump(target, source) == before


def test_what_came_after_the_merge_stays_in_the_target(amara: Agent) -> None:
    target, source = world.make_ticket(text="one"), world.make_ticket(text="two")
    record = actions.merge([source], into=target, by=amara)
    world.make_reply(target, text="For both of you.")
    world.make_message(target, text="Thanks, and one more thing.")
    actions.set_tags(target, add=["later"], by=amara)
    actions.put_back(record, by=amara)
    assert texts(target) == ["one", "For both of you.", "Thanks, and one more thing."]
    assert texts(source) == ["two"]
    assert numbers(target) == [1, 3, 4]
    target = fresh(target)
    assert target.tags == ["later"]
    assert target.message_count == 4
    assert target.waiting_since is not None
    assert world.make_reply(target).number == 5
    assert world.make_message(fresh(source)).number == 2


def test_a_customer_who_wrote_after_the_merge_still_waits_when_it_is_undone(amara: Agent) -> None:
    target, source = world.make_ticket(), world.make_ticket()
    world.make_reply(target)
    record = actions.merge([source], into=target, by=amara)
    message = world.make_message(target)
    actions.put_back(record, by=amara)
    assert fresh(target).waiting_since == message.created_at


def test_undoing_twice_does_it_once(amara: Agent) -> None:
    target, source = world.make_ticket(), world.make_ticket()
    record = actions.merge([source], into=target, by=amara)
    actions.put_back(record, by=amara)
    count = Event.objects.count()
    actions.put_back(record, by=amara)
    assert Event.objects.count() == count


def test_a_merge_below_another_one_is_undone_last(amara: Agent) -> None:
    first, second, third = world.make_ticket(), world.make_ticket(), world.make_ticket()
    before = dump(first, second, third)
    below = actions.merge([first], into=second, by=amara)
    above = actions.merge([second], into=third, by=amara)
    with pytest.raises(CannotBePutBack, match="Undo that first"):
        actions.put_back(below, by=amara)
    actions.put_back(above, by=amara)
    actions.put_back(below, by=amara)
    assert dump(first, second, third) == before


def test_a_removed_ticket_is_restored_before_a_merge_is_undone(amara: Agent) -> None:
    target, source = world.make_ticket(), world.make_ticket()
    record = actions.merge([source], into=target, by=amara)
    actions.remove(source, to="bin", by=amara)
    with pytest.raises(CannotBePutBack, match="Restore"):
        actions.put_back(record, by=amara)


def test_mail_to_a_merged_ticket_lands_where_it_lives_on(amara: Agent) -> None:
    first, second, third = world.make_ticket(), world.make_ticket(), world.make_ticket()
    actions.merge([first], into=second, by=amara)
    actions.merge([second], into=third, by=amara)
    message = world.make_message(first, text="Still nothing.")
    assert message.ticket == third


def test_a_comment_is_said_on_either_side(amara: Agent) -> None:
    target, source = world.make_ticket(text="one"), world.make_ticket(text="two")
    record = actions.merge(
        [source],
        into=target,
        by=amara,
        comment=actions.Comment(Content.from_text("Both are about the lamp.")),
        farewell=actions.Comment(Content.from_text("We go on in one place."), is_public=True),
    )
    assert set(texts(target)) == {
        "one",
        "two",
        "Both are about the lamp.",
        "We go on in one place.",
    }
    actions.put_back(record, by=amara)
    assert texts(source) == ["two", "We go on in one place."]
    assert texts(target) == ["one", "Both are about the lamp."]


def test_a_ticket_that_is_being_answered_is_not_merged(amara: Agent) -> None:
    target, source = world.make_ticket(), world.make_ticket()
    draft = actions.keep_draft(source, html="<p>Soon.</p>", is_public=True, by=amara)
    assert draft is not None
    actions.hold_reply(draft)
    with pytest.raises(CannotRearrange, match="waiting to be sent"):
        actions.merge([source], into=target, by=amara)


def test_a_ticket_cannot_be_merged_into_itself(amara: Agent) -> None:
    ticket = world.make_ticket()
    with pytest.raises(CannotRearrange):
        actions.merge([ticket], into=ticket, by=amara)


def test_light_agents_rearrange_nothing(amara: Agent, lin: Agent) -> None:
    target, source = world.make_ticket(), world.make_ticket()
    record = actions.merge([source], into=target, by=amara)
    with pytest.raises(NotAllowed):
        actions.put_back(record, by=lin)
    with pytest.raises(NotAllowed):
        actions.merge([world.make_ticket()], into=target, by=lin)
    ids = list(target.messages.values_list("pk", flat=True))
    with pytest.raises(NotAllowed):
        actions.split(target, messages=ids[:1], subject="X", by=lin)


def test_a_split_makes_a_ticket_of_who_wrote_it(amara: Agent, eli: Customer) -> None:
    ticket = world.make_ticket(tags=["lamp"], participants=[eli])
    message = world.make_message(ticket, by=eli, text="And my own parcel?")
    record = actions.split(ticket, messages=[message.pk], subject="Eli's parcel", by=amara)
    made = record.target
    assert made.requester == eli
    assert made.subject == "Eli's parcel"
    assert texts(made) == ["And my own parcel?"]
    assert fresh(made).waiting_since == message.created_at
    assert numbers(ticket) == [1]
    assert world.make_message(fresh(ticket)).number == 3


def test_the_source_no_longer_waits_for_what_was_split_off(amara: Agent) -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket)
    message = world.make_message(ticket)
    actions.split(ticket, messages=[message.pk], subject="Another thing", by=amara)
    assert fresh(ticket).waiting_since is None
    assert fresh(ticket).preview == "It is on its way to you."


def test_the_last_message_cannot_leave(amara: Agent) -> None:
    ticket = world.make_ticket()
    with pytest.raises(CannotRearrange, match="whole conversation"):
        actions.split(ticket, messages=[ticket.messages.get().pk], subject="X", by=amara)


def test_messages_of_other_tickets_are_not_taken_along(amara: Agent) -> None:
    ticket, other = world.make_ticket(), world.make_ticket()
    world.make_message(other)
    foreign = other.messages.order_by("-number")[0]
    with pytest.raises(CannotRearrange):
        actions.split(ticket, messages=[foreign.pk], subject="X", by=amara)


def test_undoing_a_split_brings_later_messages_home_too(amara: Agent) -> None:
    ticket = world.make_ticket(text="one")
    message = world.make_message(ticket, text="two")
    record = actions.split(ticket, messages=[message.pk], subject="Another", by=amara)
    world.make_reply(fresh(record.target), text="three")
    actions.put_back(record, by=amara)
    assert texts(ticket) == ["one", "two", "three"]
    made = fresh(record.target)
    assert made.is_closed
    assert made.merged_into == ticket
    assert world.make_message(made, text="four").ticket == ticket


def test_a_moved_message_takes_its_mail_and_files_along(amara: Agent) -> None:
    ticket, other = world.make_ticket(), world.make_ticket()
    reply = world.make_reply(ticket)
    record = actions.move_messages(ticket, messages=[reply.pk], to=other, by=amara)
    assert OutboundMail.objects.get(message=reply).ticket == other
    assert texts(other)[-1] == reply.text
    actions.put_back(record, by=amara)
    assert OutboundMail.objects.get(message=reply).ticket == ticket


_SAYING: tuple[Callable[..., Message], ...] = (
    world.make_message,
    world.make_reply,
    world.make_note,
)


def _shapes(rng: random.Random) -> list[Ticket]:
    people = [world.customer(world.DANA), world.customer(world.ELI), world.make_customer()]
    agents = [world.agent(world.AMARA), world.agent(world.BO)]
    tickets = []
    for number in range(5):
        ticket = world.make_ticket(
            requester=rng.choice(people),
            text=f"{number}.1",
            tags=rng.sample(["lamp", "parcel", "refund"], rng.randrange(3)),
            participants=rng.sample(people, rng.randrange(3)),
            priority=rng.choice(["low", "normal", "urgent"]),
        )
        for turn in range(rng.randrange(5)):
            rng.choice(_SAYING)(ticket, text=f"{number}.{turn + 2}")
        if rng.random() < 0.4:
            Follower.objects.get_or_create(ticket=ticket, agent=rng.choice(agents))
        if rng.random() < 0.3:
            actions.set_status(ticket, status=rng.choice(["pending", "solved"]), by=agents[0])
        if rng.random() < 0.3:
            actions.snooze(ticket, until=None, by=agents[0])
        tickets.append(fresh(ticket))
    return tickets


def _something(rng: random.Random, tickets: list[Ticket], by: Agent) -> Rearrangement:
    one, other, third = (fresh(ticket) for ticket in rng.sample(tickets, 3))
    what = rng.choice(["merge", "merge", "split", "move"])
    if what == "merge":
        return actions.merge([one, third][: rng.randrange(1, 3)], into=other, by=by)
    ids = list(one.messages.values_list("pk", flat=True))
    chosen = rng.sample(ids, min(len(ids), rng.randrange(1, 3)))
    if what == "move":
        return actions.move_messages(one, messages=chosen, to=other, by=by)
    record = actions.split(one, messages=chosen, subject="Split off", by=by)
    tickets.append(record.target)
    return record


@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_done_undoing_it_in_reverse_brings_all_back(seed: int, amara: Agent) -> None:
    rng = random.Random(seed)  # noqa: S311 - the same shapes every time
    tickets = _shapes(rng)
    known = list(tickets)
    before, done = dump(*known), []
    every_message = set(Message.objects.values_list("pk", flat=True))
    for _turn in range(8):
        try:
            done.append(_something(rng, tickets, amara))
        except DomainError:
            continue
    assert done
    for record in reversed(done):
        actions.put_back(record, by=amara)
    assert dump(*known) == before
    assert set(Message.objects.values_list("pk", flat=True)) == every_message


def test_a_thousand_messages_cost_as_many_queries_as_one(amara: Agent) -> None:
    costs = []
    for length in (1, 1000):
        target, source = world.make_ticket(), world.make_ticket()
        first = source.messages.get()
        Message.objects.bulk_create(
            Message(
                ticket=source,
                number=number,
                author_id=first.author_id,
                author_kind="customer",
                channel="email",
                created_at=first.created_at,
                text="more",
            )
            for number in range(2, length + 1)
        )
        Ticket.objects.filter(pk=source.pk).update(message_count=length)
        with CaptureQueriesContext(connection) as merging:
            record = actions.merge([source], into=target, by=amara)
        with CaptureQueriesContext(connection) as undoing:
            actions.put_back(record, by=amara)
        costs.append((len(merging), len(undoing)))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 40
