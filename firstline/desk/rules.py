"""What may be done to a ticket as it stands, and what follows from what."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue, TicketIsClosed, TicketIsRemoved
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.events.actors import Actor
from firstline.platform.tags import MOST_TAGS, cleaned_tags
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


def must_work(actor: Actor) -> None:
    """The right that most of a ticket's properties ask for."""
    must(actor, Right.EDIT)


def must_assign(actor: Actor, ticket: Ticket, *, to: Agent | None) -> None:
    """Taking what nobody has, and giving back one's own, is less than deciding for others."""
    concerned = {ticket.assignee_id, to.pk if to else None} - {None}
    must(actor, Right.EDIT if concerned == {actor.person_id} else Right.ASSIGN)


def must_be_present(ticket: Ticket) -> None:
    if ticket.is_removed:
        raise TicketIsRemoved(
            _("This ticket is in %s. Restore it first.") % ticket.get_removed_as_display()
        )


def must_be_open(ticket: Ticket) -> None:
    must_be_present(ticket)
    if ticket.is_closed:
        raise TicketIsClosed(
            _("This ticket is closed. What happens next belongs in a follow-up ticket.")
        )


def status_after_customer(status: str) -> str:
    """A customer's message wakes the ticket; one that nobody has taken up stays new."""
    return status if status == TicketStatus.NEW else TicketStatus.OPEN


def status_after_reply(status: str, then: str) -> str:
    """An answered ticket is no longer new."""
    if then:
        return then
    return TicketStatus.OPEN if status == TicketStatus.NEW else status


def waiting_after_customer(waiting_since: datetime | None, written_at: datetime) -> datetime:
    """The customer waits since the oldest message that nobody answered."""
    return waiting_since or written_at


def clean_tags(tags: Iterable[str]) -> list[str]:
    cleaned = cleaned_tags(tags)
    if len(cleaned) > MOST_TAGS:
        raise BadValue(_("A ticket can have at most %d tags.") % MOST_TAGS)
    return cleaned


def clean_subject(subject: str) -> str:
    """One line of at most 500 characters."""
    return " ".join(subject.split())[:500]
