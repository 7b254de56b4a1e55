"""A plan becomes rows: every act follows the desk's rules as its action would, without saving.

The actions need many queries for what a few rows hold here. A test plays the same stories through
them and compares.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod

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
from firstline.demo.enclosures import Enclosure
from firstline.demo.mails import Mail
from firstline.demo.notices import Notices
from firstline.demo.people import People
from firstline.demo.post import Post
from firstline.desk import course, events, rules
from firstline.desk.models import Attachment, Message, Participant, Ticket
from firstline.platform.events.actors import SYSTEM, Actor
from firstline.platform.events.models import Event
from firstline.platform.events.publishing import DomainEvent
from firstline.platform.files.models import StoredFile

CHANNEL = "email"
_PREVIEW = 200
_SHORTEST_DETECTED = 12


@dataclass
class Rows:
    """What has happened so far, unsaved and in the order of time."""

    tickets: list[Ticket] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Retelling:
    """Tells the acts of all stories, each to its ticket."""

    def __init__(
        self,
        people: People,
        post: Post,
        *,
        ticket_ids: Iterator[int],
        message_ids: Iterator[int],
        keep_file: Callable[[bytes], StoredFile],
    ) -> None:
        self.rows = Rows()
        self.notices = Notices()
        self._people = people
        self._post = post
        self._ticket_ids = ticket_ids
        self._message_ids = message_ids
        self._keep_file = keep_file
        self._tickets: dict[int, Ticket] = {}

    def tell(self, story: Story, act: Act) -> None:
        """The next act of a story; those of one story come in order."""
        ticket = self._tickets.get(id(story))
        if ticket is None:
            assert isinstance(act, Received), "every story begins with a customer's mail"
            self._tickets[id(story)] = self._open(story, act)
        else:
            assert not ticket.is_closed, "nothing happens to a closed ticket"
            self._happen(act, ticket)

    def _open(self, story: Story, act: Received) -> Ticket:
        requester = self._people.customers[story.requester.email]
        ticket = Ticket(
            pk=next(self._ticket_ids),
            requester=requester,
            organisation_id=requester.organisation_id,
            subject=rules.clean_subject(story.subject),
            channel=CHANNEL,
            recipient=self._people.mailbox.address,
            created_at=act.at,
            updated_at=act.at,
            status_changed_at=act.at,
        )
        self.rows.tickets.append(ticket)
        for plan in act.mail.cc:
            customer = self._people.customers[plan.email]
            self.rows.participants.append(Participant(ticket=ticket, customer=customer))
        message = self._append(ticket, act, act.mail, requester, is_public=True, channel=CHANNEL)
        message.language = _language(act.mail, story.requester.language)
        ticket.language = message.language
        course.hear_customer(ticket, at=act.at)
        self._post.take_in(ticket, message, act)
        self._publish(events.TicketOpened(ticket=ticket, by=requester), act.at)
        self._publish(events.CustomerWrote(ticket=ticket, message=message, by=requester), act.at)
        self._post.acknowledge(ticket, act.at)
        return ticket

    @singledispatchmethod
    def _happen(self, act: Act, ticket: Ticket) -> None:
        raise NotImplementedError(type(act))

    @_happen.register
    def _received(self, act: Received, ticket: Ticket) -> None:
        customer = self._people.customers[act.by.email]
        message = self._append(ticket, act, act.mail, customer, is_public=True, channel=CHANNEL)
        message.language = _language(act.mail, act.by.language)
        course.hear_customer(ticket, at=act.at)
        self._post.take_in(ticket, message, act)
        self._publish(events.CustomerWrote(ticket=ticket, message=message, by=customer), act.at)
        self._set_status(ticket, rules.status_after_customer(ticket.status), customer, act.at)

    @_happen.register
    def _replied(self, act: Replied, ticket: Ticket) -> None:
        agent = self._people.agents[act.by.email]
        message = self._append(ticket, act, act.mail, agent, is_public=True, channel="web")
        message.language = _language(act.mail, ticket.language)
        status = rules.status_after_reply(ticket.status, act.then)
        course.answer_customer(ticket, at=act.at)
        self._post.send(ticket, message, act)
        self._publish(events.ReplySent(ticket=ticket, message=message, by=agent), act.at)
        if ticket.assignee is None:
            course.change_assignee(ticket, agent, at=act.at)
            self._publish(events.TicketAssigned(ticket=ticket, previous=None, by=agent), act.at)
        self._set_status(ticket, status, agent, act.at)

    @_happen.register
    def _noted(self, act: Noted, ticket: Ticket) -> None:
        agent = self._people.agents[act.by.email]
        last_words = ticket.preview
        message = self._append(ticket, act, act.mail, agent, is_public=False, channel="web")
        message.language = _language(act.mail, "en")
        ticket.preview = last_words
        self._publish(events.NoteAdded(ticket=ticket, message=message, by=agent), act.at)

    @_happen.register
    def _assigned(self, act: Assigned, ticket: Ticket) -> None:
        previous, agent = ticket.assignee, self._people.agents[act.to.email]
        if previous == agent:
            return
        course.change_assignee(ticket, agent, at=act.at)
        by = self._people.agents[act.by.email]
        self._publish(events.TicketAssigned(ticket=ticket, previous=previous, by=by), act.at)

    @_happen.register
    def _moved(self, act: Moved, ticket: Ticket) -> None:
        previous, group = ticket.group, self._people.groups[act.group]
        if previous == group:
            return
        course.change_group(ticket, group, at=act.at)
        by = self._people.agents[act.by.email]
        self._publish(events.TicketMoved(ticket=ticket, previous=previous, by=by), act.at)

    @_happen.register
    def _prioritised(self, act: Prioritised, ticket: Ticket) -> None:
        previous = ticket.priority
        if previous == act.priority:
            return
        ticket.priority = act.priority
        ticket.updated_at = act.at
        by = self._people.agents[act.by.email]
        self._publish(events.PriorityChanged(ticket=ticket, previous=previous, by=by), act.at)

    @_happen.register
    def _tagged(self, act: Tagged, ticket: Ticket) -> None:
        previous, tags = ticket.tags, rules.clean_tags(list(act.tags))
        if previous == tags:
            return
        ticket.tags = tags
        ticket.updated_at = act.at
        by = self._people.agents[act.by.email]
        self._publish(events.TagsChanged(ticket=ticket, previous=previous, by=by), act.at)

    @_happen.register
    def _status_set(self, act: StatusSet, ticket: Ticket) -> None:
        if ticket.status == act.status:
            return
        by: Actor = self._people.agents[act.by.email] if act.by else SYSTEM
        self._set_status(ticket, act.status, by, act.at)

    def _append(
        self, ticket: Ticket, act: Act, mail: Mail, by: Actor, *, is_public: bool, channel: str
    ) -> Message:
        ticket.message_count += 1
        ticket.preview = " ".join(mail.text.split())[:_PREVIEW]
        ticket.updated_at = act.at
        message = Message(
            pk=next(self._message_ids),
            ticket=ticket,
            number=ticket.message_count,
            author_id=by.person_id,
            author_kind=by.actor_kind,
            is_public=is_public,
            channel=channel,
            created_at=act.at,
            text=mail.text,
            html=mail.html,
            quoted_text=mail.quoted_text,
            quoted_html=mail.quoted_html,
            is_framed=mail.is_framed,
            remote_images=mail.remote_images,
        )
        self.rows.messages.append(message)
        self.rows.attachments.extend(self._attachment(message, one) for one in mail.enclosures)
        return message

    def _attachment(self, message: Message, enclosure: Enclosure) -> Attachment:
        file = self._keep_file(enclosure.content)
        return Attachment(message=message, file=file, name=enclosure.name)

    def _set_status(self, ticket: Ticket, status: str, by: Actor, at: datetime) -> None:
        previous = ticket.status
        course.enter_status(ticket, status, by=by, at=at)
        if previous != status:
            self._publish(events.StatusChanged(ticket=ticket, previous=previous, by=by), at)

    def _publish(self, event: DomainEvent, at: datetime) -> None:
        self.notices.hear(event, at)
        kind, ident = event.subject()
        self.rows.events.append(
            Event(
                name=event.name,
                at=at,
                subject_kind=kind,
                subject_id=ident,
                actor_kind=event.by.actor_kind,
                person_id=event.by.person_id,
                actor_name=event.by.actor_name,
                data=event.data(),
            )
        )


def _language(mail: Mail, language: str) -> str:
    """What would be detected, and detecting fifteen thousand times takes too long."""
    return language if len(mail.text.strip()) >= _SHORTEST_DETECTED else ""
