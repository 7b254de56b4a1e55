"""New tickets that come from another one: what goes on after it was closed, and parts of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.conversation import locked
from firstline.desk.actions.link import link
from firstline.desk.actions.open import open_ticket
from firstline.desk.content import Content
from firstline.desk.errors import BadValue, CannotRearrange
from firstline.desk.events import FollowUpOpened
from firstline.desk.models import Relation, Ticket, TicketStatus
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def open_follow_up(closed: Ticket, *, by: Agent) -> Ticket:
    """Go on with a closed ticket in a new one, which knows what the old one knew."""
    must(by, Right.REARRANGE)
    closed = locked(closed)
    rules.must_be_present(closed)
    if not closed.is_closed:
        raise CannotRearrange(_("This ticket is not closed. Go on in it."))
    if closed.merged_into_id is not None:
        raise CannotRearrange(_("This ticket was merged. Go on where it lives on."))
    ticket = open_ticket(
        requester=closed.requester,
        subject=closed.subject,
        content=Content.from_text(_("This goes on from the closed ticket #%d.") % closed.pk),
        channel="web",
        by=by,
        is_public=False,
        participants=[row.customer for row in closed.participants.select_related("customer")],
        status=TicketStatus.OPEN,
        priority=closed.priority,
        tags=closed.tags,
        assignee=by,
        group=closed.group,
        recipient=closed.recipient,
        follows=closed,
    )
    ticket.fields, ticket.form, ticket.type = closed.fields, closed.form, closed.type
    ticket.language = closed.language
    ticket.save(update_fields=["fields", "form", "type", "language"])
    closed.updated_at = now()
    closed.save(update_fields=["updated_at"])
    publish(FollowUpOpened(ticket=closed, follow_up=ticket.pk, by=by))
    return ticket


@transaction.atomic
def open_child(parent: Ticket, *, subject: str, task: str, by: Agent) -> Ticket:
    """Open a ticket for a part of the work, with what is to be done as its first note."""
    must(by, Right.REARRANGE)
    rules.must_be_open(parent)
    if not rules.clean_subject(subject):
        raise BadValue(_("A ticket needs a subject."))
    if not task.strip():
        raise BadValue(_("Say what is to be done."))
    child = open_ticket(
        requester=parent.requester,
        subject=subject,
        content=Content.from_text(task),
        channel="web",
        by=by,
        is_public=False,
        status=TicketStatus.OPEN,
        priority=parent.priority,
        group=parent.group,
        recipient=parent.recipient,
    )
    link(child, to=parent, relation=Relation.PARENT, by=by)
    child.refresh_from_db()
    return child
