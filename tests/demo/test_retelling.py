"""The same stories told twice: by the loader, and by the desk's actions."""

from functools import singledispatch
from typing import Any

import pytest

from firstline.channels.email.models import OutboundMail
from firstline.customers.models import Customer
from firstline.demo.acts import (
    Act,
    Assigned,
    Moved,
    Noted,
    Prioritised,
    Received,
    Replied,
    StatusSet,
    Story,
    Tagged,
)
from firstline.demo.mails import Mail
from firstline.demo.plan import invent
from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.models import Ticket
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.team.models import Agent, AgentGroup
from tests.conftest import StoppedClock
from tests.demo.conftest import NOW, TICKETS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

COMPARED = (
    *("subject", "status", "priority", "channel", "tags", "requester_id", "assignee_id"),
    *("group_id", "recipient", "created_at", "updated_at", "solved_at", "waiting_since"),
    *("message_count", "preview"),
)


def test_the_loader_does_what_the_actions_do(clock: StoppedClock) -> None:
    stories = invent(NOW, tickets=TICKETS).stories
    tickets = list(Ticket.objects.order_by("pk"))
    for story, loaded in list(zip(stories, tickets, strict=True))[3::12]:
        if loaded.side_conversations.exists():
            continue  # What is asked on the side is in no story.
        played = _play(story, clock)
        for name in COMPARED:
            assert getattr(played, name) == getattr(loaded, name), (name, story.subject)
        assert _messages(played) == _messages(loaded)
        assert _history(played) == _history(loaded)
        assert _mails(played) == _mails(loaded)


def _play(story: Story, clock: StoppedClock) -> Ticket:
    ticket = None
    for act in story.acts:
        clock.moment = act.at
        if ticket is None:
            assert isinstance(act, Received)
            ticket = _open(story, act)
        else:
            _do(act, ticket)
    assert ticket is not None
    ticket.refresh_from_db()
    return ticket


def _open(story: Story, act: Received) -> Ticket:
    requester = _customer(act.by.email)
    return actions.open_ticket(
        requester=requester,
        subject=story.subject,
        content=_content(act.mail),
        channel="email",
        by=requester,
        participants=[_customer(one.email) for one in act.mail.cc],
        recipient="support@larkmark.example",
    )


@singledispatch
def _do(act: Act, ticket: Ticket) -> None:
    raise NotImplementedError


@_do.register
def _(act: Received, ticket: Ticket) -> None:
    actions.receive(ticket, _content(act.mail), by=_customer(act.by.email), channel="email")


@_do.register
def _(act: Replied, ticket: Ticket) -> None:
    actions.reply(ticket, _content(act.mail), by=_agent(act.by.email), then=act.then)


@_do.register
def _(act: Noted, ticket: Ticket) -> None:
    actions.add_note(ticket, _content(act.mail), by=_agent(act.by.email))


@_do.register
def _(act: Assigned, ticket: Ticket) -> None:
    actions.assign(ticket, to=_agent(act.to.email), by=_agent(act.by.email))


@_do.register
def _(act: Moved, ticket: Ticket) -> None:
    group = AgentGroup.objects.get(name=act.group)
    actions.move_to_group(ticket, group=group, by=_agent(act.by.email))


@_do.register
def _(act: Prioritised, ticket: Ticket) -> None:
    actions.set_priority(ticket, priority=act.priority, by=_agent(act.by.email))


@_do.register
def _(act: Tagged, ticket: Ticket) -> None:
    actions.set_tags(ticket, tags=act.tags, by=_agent(act.by.email))


@_do.register
def _(act: StatusSet, ticket: Ticket) -> None:
    by = _agent(act.by.email) if act.by else SYSTEM
    actions.set_status(ticket, status=act.status, by=by)


def _content(mail: Mail) -> Content:
    return Content(
        text=mail.text,
        html=mail.html,
        quoted_text=mail.quoted_text,
        quoted_html=mail.quoted_html,
        is_framed=mail.is_framed,
        remote_images=mail.remote_images,
    )


def _customer(email: str) -> Customer:
    return Customer.objects.select_related("person").get(person__email=email)


def _agent(email: str) -> Agent:
    return Agent.objects.select_related("person").get(person__email=email)


def _messages(ticket: Ticket) -> list[Any]:
    return list(
        ticket.messages.order_by("number").values_list(
            *("number", "author_id", "author_kind", "is_public", "channel", "created_at"),
            *("text", "html", "quoted_text", "quoted_html", "is_framed", "remote_images"),
        )
    )


def _history(ticket: Ticket) -> list[Any]:
    """Names, actors and data; the ids of messages are another matter."""
    rows = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).order_by("pk")
    return [
        (
            *(row.name, row.at, row.actor_kind, row.person_id, row.actor_name),
            {key: value for key, value in row.data.items() if key != "message"},
        )
        for row in rows
    ]


def _mails(ticket: Ticket) -> list[Any]:
    mails = OutboundMail.objects.filter(ticket=ticket, kind="reply").order_by("pk")
    return [
        (mail.message.number if mail.message else 0, mail.to, mail.cc, mail.subject, mail.from_name)
        for mail in mails
    ]
