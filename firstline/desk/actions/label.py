"""What a ticket is called and how it is marked."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.errors import BadValue
from firstline.desk.events import PriorityChanged, SubjectChanged, TagsChanged
from firstline.desk.models import Priority, Ticket
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish


@transaction.atomic
def set_priority(ticket: Ticket, *, priority: str, by: Actor) -> Ticket:
    if priority not in Priority.values:
        raise BadValue(_("%r is not a priority.") % priority)
    ticket = locked(ticket)
    rules.must_work(by)
    rules.must_be_open(ticket)
    previous = ticket.priority
    if previous != priority:
        ticket.priority = priority
        _save(ticket, "priority")
        publish(PriorityChanged(ticket=ticket, previous=previous, by=by))
    return ticket


@transaction.atomic
def set_tags(
    ticket: Ticket,
    *,
    by: Actor,
    tags: Sequence[str] | None = None,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
) -> Ticket:
    """Replace the tags, or add and remove some so that two people at once lose nothing."""
    ticket = locked(ticket)
    rules.must_work(by)
    rules.must_be_open(ticket)
    previous = ticket.tags
    kept = set(previous if tags is None else rules.clean_tags(list(tags)))
    wanted = rules.clean_tags([*kept - set(rules.clean_tags(list(remove))), *add])
    if previous != wanted:
        ticket.tags = wanted
        _save(ticket, "tags")
        publish(TagsChanged(ticket=ticket, previous=previous, by=by))
    return ticket


@transaction.atomic
def rename(ticket: Ticket, *, subject: str, by: Actor) -> Ticket:
    subject = rules.clean_subject(subject)
    if not subject:
        raise BadValue(_("A ticket needs a subject."))
    ticket = locked(ticket)
    rules.must_work(by)
    rules.must_be_open(ticket)
    previous = ticket.subject
    if previous != subject:
        ticket.subject = subject
        _save(ticket, "subject")
        publish(SubjectChanged(ticket=ticket, previous=previous, by=by))
    return ticket


def _save(ticket: Ticket, field: str) -> None:
    ticket.updated_at = now()
    ticket.save(update_fields=[field, "updated_at"])
