"""Using a macro on selected tickets: choosing it, and what is asked before it begins.

Both are asked for by POST, as so many tickets may be selected that no address holds them.
"""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firstline.automation.in_bulk import change_of, sends_mail
from firstline.automation.queries import customers_of, offer_of, offers
from firstline.automation.views.access import macro_view, usable_macro
from firstline.desk.confirmations import Confirmation
from firstline.desk.errors import BadValue
from firstline.desk.models import Ticket
from firstline.desk.queue.listing import Listing
from firstline.desk.views.bulk import chosen_tickets
from firstline.team.access import AgentRequest
from firstline.team.rights import Right
from firstline.team.rules import must


@require_POST
@macro_view
def bulk_macros(request: AgentRequest) -> HttpResponse:
    """The picker; it shows what a macro would say and change on the first of the tickets."""
    _tickets, first = _chosen(request)
    query = request.POST.get("q", "")[:200]
    context = {
        "ticket": first,
        "query": query,
        "offers": offers(first, request.agent, query=query),
        "in_bulk": True,
        "view": Listing.asked_for(request.GET, request.agent),
    }
    is_part = "q" in request.POST
    return render(request, f"automation/_{'offers' if is_part else 'bulk_picker'}.html", context)


@require_POST
@macro_view
def bulk_macro(request: AgentRequest, macro_id: int) -> HttpResponse:
    """What it is going to do, and how many customers it writes to."""
    macro = usable_macro(request, macro_id)
    tickets, first = _chosen(request)
    writes = sends_mail(macro)
    asked = Confirmation(change_of(macro), number=len(tickets), sends_mail=writes)
    context = {
        "question": asked.signed(request.agent),
        "macro": macro,
        "offer": offer_of(macro, first, request.agent),
        "ticket": first,
        "number": len(tickets),
        "customers": customers_of(tickets, request.agent) if writes else 0,
        "tickets": request.POST.get("tickets", ""),
        "is_whole": "all" in request.POST,
        "view": Listing.asked_for(request.GET, request.agent),
    }
    return render(request, "automation/_bulk_question.html", context)


def _chosen(request: AgentRequest) -> tuple[Sequence[int], Ticket]:
    """The tickets, and the first of them."""
    must(request.agent, Right.BULK)
    tickets, _listing = chosen_tickets(request)
    visible = Ticket.objects.visible_to(request.agent).filter(pk__in=tickets[:100])
    first = visible.select_related("requester__person").order_by("pk").first()
    if first is None:
        raise BadValue(_("Choose the tickets first."))
    return tickets, first
