"""Who hears of what happens on the desk.

Nobody is told of what they did themselves, nor of a ticket that they may not see. Both are asked
again by the notices when they are shown and sent, because tickets move and rights change.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from firstline.desk import events
from firstline.desk.models import BulkEdit, Ticket
from firstline.desk.models.ticket import SOLVED
from firstline.desk.sight import those_who_see
from firstline.platform.accounts.models import Person
from firstline.platform.events.actors import SYSTEM, Actor
from firstline.platform.events.models import Event
from firstline.platform.events.publishing import subscribe
from firstline.platform.html import mentions_in
from firstline.platform.notices import actions as notices
from firstline.platform.notices.buttons import mute_button
from firstline.platform.notices.kinds import Channel, Kind, register_kind
from firstline.platform.notices.topics import Shown, register_topic
from firstline.platform.slots import fill
from firstline.team.models import Agent
from firstline.team.rights import Sees

TICKET = "ticket"
BULK_EDIT = "bulk_edit"
HANDOVER = "handover"
_EVERY_WAY = frozenset({Channel.APP, Channel.MAIL, Channel.PUSH})
_ONLY_IN_APP = frozenset({Channel.APP})


class TicketTopic:
    """What notices know of tickets."""

    def visible_to(self, person: Person) -> QuerySet[Any]:
        tickets: QuerySet[Any] = Ticket.objects.visible_to(_agent_of(person))
        return tickets

    def shown(self, ids: Collection[int]) -> Mapping[int, Shown]:
        found = Ticket.objects.filter(pk__in=ids).values_list("pk", "subject")
        return {
            ident: Shown(label=f"#{ident}", title=subject, url=reverse("ticket", args=[ident]))
            for ident, subject in found
        }


class BulkEditTopic:
    """A bulk edit, for whoever began it."""

    def visible_to(self, person: Person) -> QuerySet[Any]:
        agent = _agent_of(person)
        return BulkEdit.objects.visible_to(agent) if agent else BulkEdit.objects.none()

    def shown(self, ids: Collection[int]) -> Mapping[int, Shown]:
        found = BulkEdit.objects.filter(pk__in=ids)
        return {
            edit.pk: Shown(
                label=_("Bulk edit"),
                title=ngettext("%d ticket", "%d tickets", edit.total) % edit.total,
                url=reverse("bulk_edit", args=[edit.pk]),
            )
            for edit in found
        }


class HandoverTopic:
    """Many tickets that somebody was given at once: it says how many, and of none of them more."""

    def visible_to(self, person: Person) -> QuerySet[Any]:
        edits: QuerySet[Any] = BulkEdit.objects.all()
        return edits if _agent_of(person) else edits.none()

    def shown(self, ids: Collection[int]) -> Mapping[int, Shown]:
        mine = f"{reverse('tickets')}?view=mine"
        return {ident: Shown(label=_("Your queue"), title="", url=mine) for ident in ids}


def _agent_of(person: Person) -> Agent | None:
    return getattr(person, "agent", None) if person.is_active else None


register_topic(TICKET, TicketTopic())
register_topic(BULK_EDIT, BulkEditTopic())
register_topic(HANDOVER, HandoverTopic())

MENTIONED = register_kind(
    Kind(
        key="ticket.mentioned",
        label=gettext_lazy("A colleague mentions me"),
        sentence=lambda count, actor: (
            ngettext(
                "%(actor)s mentioned you",
                "%(actor)s and others mentioned you %(count)d times",
                count,
            )
            % {"actor": actor, "count": count}
        ),
        in_short=lambda topic: _("You were mentioned on %s") % topic,
        usual=_EVERY_WAY,
    )
)
ASSIGNED = register_kind(
    Kind(
        key="ticket.assigned",
        label=gettext_lazy("A ticket is assigned to me"),
        sentence=lambda _count, actor: _("%s assigned it to you") % actor,
        in_short=lambda topic: _("%s is yours") % topic,
        usual=_EVERY_WAY,
    )
)
NEWS_ON_MINE = register_kind(
    Kind(
        key="ticket.message",
        label=gettext_lazy("A customer writes on my ticket"),
        sentence=lambda count, actor: _messages(count, actor),
        in_short=lambda topic: _("New message on %s") % topic,
        usual=_EVERY_WAY,
    )
)
NEWS_ON_FOLLOWED = register_kind(
    Kind(
        key="ticket.followed",
        label=gettext_lazy("A customer writes on a ticket that I follow"),
        sentence=lambda count, actor: _messages(count, actor),
        in_short=lambda topic: _("New message on %s") % topic,
        usual=_ONLY_IN_APP,
    )
)
COLLEAGUE_WROTE = register_kind(
    Kind(
        key="ticket.colleague",
        label=gettext_lazy("A colleague writes on a ticket of mine or that I follow"),
        sentence=lambda count, actor: (
            ngettext("%(actor)s added to it", "%(count)d additions, the last by %(actor)s", count)
            % {"actor": actor, "count": count}
        ),
        in_short=lambda topic: _("A colleague wrote on %s") % topic,
        usual=_ONLY_IN_APP,
    )
)
REOPENED = register_kind(
    Kind(
        key="ticket.reopened",
        label=gettext_lazy("A solved ticket of mine is open again"),
        sentence=lambda _count, _actor: _("It is open again"),
        in_short=lambda topic: _("%s is open again") % topic,
        usual=_ONLY_IN_APP,
    )
)
SNOOZE_OVER = register_kind(
    Kind(
        key="ticket.woken",
        label=gettext_lazy("A ticket that I snoozed is back"),
        sentence=lambda _count, _actor: _("You snoozed it until now"),
        in_short=lambda topic: _("%s is back from its snooze") % topic,
        usual=frozenset({Channel.APP, Channel.PUSH}),
    )
)
NOT_SENT = register_kind(
    Kind(
        key="ticket.not_sent",
        label=gettext_lazy("A reply of mine was not sent"),
        sentence=lambda _count, _actor: _("Your reply was not sent; it is a draft again"),
        in_short=lambda topic: _("Your reply on %s was not sent") % topic,
        usual=_EVERY_WAY,
    )
)
SOLVED_INCIDENTS = register_kind(
    Kind(
        key="ticket.incidents",
        label=gettext_lazy("The incidents that I solved together are done"),
        sentence=lambda _count, _actor: _("Its incidents are solved"),
        in_short=lambda topic: _("The incidents of %s are solved") % topic,
        usual=_ONLY_IN_APP,
    )
)
HANDED_OVER = register_kind(
    Kind(
        key="bulk.assigned",
        label=gettext_lazy("Several tickets are assigned to me at once"),
        sentence=lambda count, actor: (
            ngettext(
                "%(actor)s assigned a ticket to you",
                "%(actor)s assigned %(count)d tickets to you",
                count,
            )
            % {"actor": actor, "count": count}
        ),
        in_short=lambda _topic: _("Several tickets are yours"),
        usual=_EVERY_WAY,
    )
)
EDIT_FINISHED = register_kind(
    Kind(
        key="bulk.finished",
        label=gettext_lazy("A bulk edit of mine is done"),
        sentence=lambda _count, _actor: _("It is done"),
        in_short=lambda _topic: _("Your bulk edit is done"),
        usual=_ONLY_IN_APP,
    )
)
UNASSIGNED = register_kind(
    Kind(
        key="ticket.unassigned",
        label=gettext_lazy("A ticket without an assignee comes to a group of mine"),
        sentence=lambda _count, _actor: _("It waits in your group for somebody"),
        in_short=lambda topic: _("%s waits in your group") % topic,
        # A queue is to be looked at, not to be rung by: who wants that says so.
        usual=frozenset(),
    )
)


_edit_under_way: ContextVar[int | None] = ContextVar("edit_under_way", default=None)


@contextmanager
def told_as_one(edit: BulkEdit) -> Iterator[None]:
    """A thousand tickets handed over in one go are one notice, and their queue tells the rest."""
    before = _edit_under_way.set(edit.pk)
    try:
        yield
    finally:
        _edit_under_way.reset(before)


def tell_of_finished_edit(edit: BulkEdit) -> None:
    """Whoever began it has long turned to something else."""
    notices.notify([edit.author_id], EDIT_FINISHED, topic=(BULK_EDIT, edit.pk), by=SYSTEM)


def tell(ticket: Ticket, people: Iterable[int | None], kind: Kind, *, by: Actor) -> None:
    """Tell those agents among the people who may see the ticket now."""
    asked = {person for person in people if person is not None and person != by.person_id}
    if asked:
        agents = Agent.objects.active().filter(pk__in=asked).order_by("pk")
        insiders = [agent.pk for agent in those_who_see(ticket, agents)]
        _notify(insiders, kind, ticket, by=by)


def _notify(people: Iterable[int], kind: Kind, ticket: Ticket, *, by: Actor) -> None:
    edit = _edit_under_way.get()
    if edit is None:
        notices.notify(people, kind, topic=(TICKET, ticket.pk), by=by)
    elif kind is ASSIGNED:
        notices.notify(people, HANDED_OVER, topic=(HANDOVER, edit), by=by)


def read_notices_of(ticket: Ticket, *, by: Agent) -> None:
    """The agent looks at the ticket: what its notice said, they see."""
    notices.read_topic(by.person, (TICKET, ticket.pk))


@fill("ticket.followers")
def muting(request: HttpRequest, *, ticket: Ticket, **_: Any) -> str:
    return mute_button(request, (TICKET, ticket.pk))


@subscribe(events.TicketOpened)
def tell_of_new_ticket(event: events.TicketOpened) -> None:
    tell(event.ticket, [event.ticket.assignee_id], ASSIGNED, by=event.by)
    _tell_group(event.ticket, by=event.by)


@subscribe(events.TicketAssigned)
def tell_new_assignee(event: events.TicketAssigned) -> None:
    tell(event.ticket, [event.ticket.assignee_id], ASSIGNED, by=event.by)
    _tell_group(event.ticket, by=event.by)


@subscribe(events.TicketMoved)
def tell_new_group(event: events.TicketMoved) -> None:
    _tell_group(event.ticket, by=event.by)


@subscribe(events.CustomerWrote)
def tell_of_customers_message(event: events.CustomerWrote) -> None:
    # The first one is the ticket itself.
    if event.message.number == 1:
        return
    ticket = event.ticket
    tell(ticket, [ticket.assignee_id], NEWS_ON_MINE, by=event.by)
    tell(ticket, _followers(ticket) - {ticket.assignee_id}, NEWS_ON_FOLLOWED, by=event.by)


@subscribe(events.ReplySent, events.NoteAdded)
def tell_of_colleagues_words(event: events.MessageEvent) -> None:
    if event.message.number == 1:
        return
    concerned = {event.ticket.assignee_id, *_followers(event.ticket)}
    called = {ident for kind, ident in mentions_in(event.message.html) if kind == "agent"}
    tell(event.ticket, concerned - called, COLLEAGUE_WROTE, by=event.by)


@subscribe(events.AgentMentioned)
def tell_of_mention(event: events.AgentMentioned) -> None:
    tell(event.ticket, [event.agent.pk], MENTIONED, by=event.by)


@subscribe(events.StatusChanged)
def tell_of_reopening(event: events.StatusChanged) -> None:
    if event.previous in SOLVED and event.ticket.is_unsolved:
        tell(event.ticket, [event.ticket.assignee_id], REOPENED, by=event.by)


@subscribe(events.TicketWoken)
def tell_of_waking(event: events.TicketWoken) -> None:
    """Whoever put it to sleep; the ticket itself has forgotten who that was."""
    slept = Event.objects.filter(
        subject_kind=TICKET, subject_id=event.ticket.pk, name=events.TicketSnoozed.name
    )
    tell(
        event.ticket,
        slept.order_by("-pk").values_list("person_id", flat=True)[:1],
        SNOOZE_OVER,
        by=event.by,
    )


@subscribe(events.ReplyNotSent)
def tell_of_stopped_reply(event: events.ReplyNotSent) -> None:
    # Its author did not do this: it happened when its time came.
    tell(event.ticket, [event.by.person_id], NOT_SENT, by=SYSTEM)


@subscribe(events.IncidentsSolved)
def tell_of_solved_incidents(event: events.IncidentsSolved) -> None:
    # Begun by a person, ended by a job.
    tell(event.ticket, [event.by.person_id], SOLVED_INCIDENTS, by=SYSTEM)


def _tell_group(ticket: Ticket, *, by: Actor) -> None:
    """Its members who could take it; not asked one by one what they see: a group may be large."""
    if ticket.assignee_id is not None or ticket.group_id is None or not ticket.is_unsolved:
        return
    members = Agent.objects.working().filter(memberships__group=ticket.group_id)
    people = members.exclude(role__sees=Sees.OWN).values_list("pk", flat=True)
    _notify(people, UNASSIGNED, ticket, by=by)


def _followers(ticket: Ticket) -> set[int]:
    return set(ticket.followers.values_list("agent_id", flat=True))


def _messages(count: int, actor: str) -> str:
    words = ngettext("%(actor)s wrote", "%(count)d new messages, the last by %(actor)s", count)
    return words % {"actor": actor, "count": count}
