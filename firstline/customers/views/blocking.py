from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstline.customers import actions
from firstline.customers.views.access import customer_for
from firstline.team.access import AgentRequest, agent_view


@require_http_methods(["POST", "DELETE"])
@agent_view
def block(request: AgentRequest, customer_id: int) -> HttpResponse:
    """Keep aside what they write; by DELETE, or by the button of a plain form, no longer."""
    customer = customer_for(request, customer_id)
    if request.method == "DELETE" or "undo" in request.POST:
        actions.unblock(customer, by=request.agent)
        messages.success(request, _("%s can write to you again.") % customer)
    else:
        actions.block(customer, by=request.agent)
        messages.success(request, _("What %s writes is kept aside from now on.") % customer)
    return redirect("customer", customer.pk)
