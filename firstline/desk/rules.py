"""Who may do what to a ticket, and what follows from what. No database."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from firstline.desk.errors import BadValue, TicketIsClosed, TicketIsRemoved
from firstline.desk.models import Ticket, TicketStatus
from firstline.platform.errors import NotAllowed
from firstline.platform.events.actors import Actor
from firstline.team.models import Agent

MOST_TAGS = 50
_NOT_IN_TAG = re.compile(r"[\s,;\"'<>]+")


def may_work(actor: Actor) -> bool:
    """May change tickets and answer customers: agents who are not light, and Firstline itself."""
    return actor.actor_kind == "system" or (isinstance(actor, Agent) and not actor.is_light)


def must_work(actor: Actor) -> None:
    if not may_work(actor):
        raise NotAllowed(
            _("Light agents can read tickets and add internal notes. Ask an agent to do this.")
        )


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


def clean_tags(tags: list[str]) -> list[str]:
    """Lower case, without blanks and quotes, each once, sorted."""
    cleaned = {_NOT_IN_TAG.sub("_", tag.strip().lower()).strip("_")[:64] for tag in tags} - {""}
    if len(cleaned) > MOST_TAGS:
        raise BadValue(_("A ticket can have at most %d tags.") % MOST_TAGS)
    return sorted(cleaned)


def clean_subject(subject: str) -> str:
    """One line of at most 500 characters."""
    return " ".join(subject.split())[:500]
