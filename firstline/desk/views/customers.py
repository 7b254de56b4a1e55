"""A customer: who they are, and all their tickets."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstline.desk.models import Ticket
from firstline.desk.queries.ticket_list import Cursor, page_in_order
from firstline.desk.standing_views import NEWEST_FIRST
from firstline.desk.views.access import customer_for
from firstline.team.access import AgentRequest, agent_view


@require_safe
@agent_view
def customer(request: AgentRequest, customer_id: int) -> HttpResponse:
    customer = customer_for(request, customer_id)
    tickets = Ticket.objects.visible_to(request.agent).filter(requester=customer)
    after = Cursor.parse(request.GET.get("after", ""))
    page = page_in_order(tickets, NEWEST_FIRST, after=after)
    return render(request, "desk/customer.html", {"customer": customer, "page": page})
