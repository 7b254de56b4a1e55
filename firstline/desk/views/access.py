"""The only ways to a row that an address names: what may not be seen is not there (T36)."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from firstline.customers.models import Customer
from firstline.desk.models import Attachment, Draft, Message, Ticket
from firstline.team.access import AgentRequest

Row = TypeVar("Row", bound=Model)
_LARGEST_ID = 2**63 - 1


def ticket_for(request: AgentRequest, ticket_id: int) -> Ticket:
    """Also one in the bin or in spam: its page says so, and nothing can be done but restoring.

    What few tickets have is fetched where it is shown: to plan joins with all of it takes longer.
    """
    tickets = Ticket.objects.visible_to(request.agent, removed=True).defer("search")
    return _only(
        tickets.select_related("requester__person", "requester__organisation", "assignee__person"),
        ticket_id,
    )


def message_for(request: AgentRequest, message_id: int) -> Message:
    messages = Message.objects.visible_to(request.agent, removed=True).defer("search")
    return _only(messages.select_related("ticket"), message_id)


def attachment_for(request: AgentRequest, attachment_id: int) -> Attachment:
    attachments = Attachment.objects.visible_to(request.agent, removed=True)
    return _only(attachments.select_related("file"), attachment_id)


def draft_for(request: AgentRequest, draft_id: int) -> Draft:
    """One's own draft, or what a colleague shows: a shared one, or a reply that waits."""
    shown = Q(author=request.agent) | Q(shared_at__isnull=False) | Q(send_at__isnull=False)
    drafts = Draft.objects.filter(shown, ticket__in=Ticket.objects.visible_to(request.agent))
    return _only(drafts, draft_id)


def customer_for(request: AgentRequest, customer_id: int, *, of: Ticket) -> Customer:
    """One whom the agent may look up, or who takes part in the ticket anyway."""
    known = Customer.objects.visible_to(request.agent).values("pk")
    is_inside = Q(pk__in=of.participants.values("customer"))
    customers = Customer.objects.filter(Q(pk__in=known) | is_inside)
    return _only(customers.select_related("person", "organisation"), customer_id)


def _only(rows: QuerySet[Row, Any], ident: int) -> Row:
    row: Row | None = rows.filter(pk=ident).first() if ident <= _LARGEST_ID else None
    if row is None:
        raise Http404
    return row
