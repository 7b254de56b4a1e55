"""The tickets on the pages of customers and organisations."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.customers.models import Customer, Organisation
from firstline.desk.models import Ticket
from firstline.desk.models.ticket import TicketQuerySet
from firstline.desk.queries.of_customers import PersonCard, counts_of_tickets
from firstline.desk.queries.ticket_list import Cursor, page_in_order
from firstline.desk.queue.orders import NEWEST_FIRST
from firstline.platform.slots import fill
from firstline.team.access import agent_of


@fill("ticket.customer", order=10)
def person_in_a_glance(request: HttpRequest, ticket: Ticket) -> str:
    """Beside the ticket; other areas add below it what they know of the person."""
    agent = agent_of(request)
    if agent is None:
        return ""
    context = {"card": PersonCard(ticket, agent)}
    return render_to_string("desk/_person.html", context, request=request)


@fill("customer.tickets")
def tickets_of_customer(request: HttpRequest, customer: Customer) -> str:
    """The whole timeline across channels: the newest first, each with its last words."""
    mine = Ticket.objects.visible_to(agent_of(request)).filter(requester=customer)
    return _tickets(request, mine, is_of_many=False)


@fill("organisation.tickets")
def tickets_of_organisation(request: HttpRequest, organisation: Organisation) -> str:
    ours = Ticket.objects.visible_to(agent_of(request)).filter(organisation=organisation)
    return _tickets(request, ours, is_of_many=True)


@fill("customer.merge")
def what_moves(request: HttpRequest, customer: Customer) -> str:
    """How many tickets would move, of those this agent may see."""
    mine = Ticket.objects.visible_to(agent_of(request)).filter(requester=customer)
    return render_to_string("desk/_ticket_counts.html", {"counts": counts_of_tickets(mine)})


def _tickets(request: HttpRequest, tickets: TicketQuerySet, *, is_of_many: bool) -> str:
    after = Cursor.parse(request.GET.get("tickets-after", ""))
    context = {
        "page": page_in_order(tickets, NEWEST_FIRST, after=after),
        "counts": counts_of_tickets(tickets),
        "is_of_many": is_of_many,
        "address": request.path,
    }
    return render_to_string("desk/_customer_tickets.html", context, request=request)
