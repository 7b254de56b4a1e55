"""The desk's own statuses, for admins."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.desk.administration import statuses
from firstline.desk.models import CustomStatus, TicketStatus
from firstline.team.access import AgentRequest, right_view
from firstline.team.rights import Right


@require_http_methods(["GET", "POST"])
@right_view(Right.FIELDS)
def status_list(request: AgentRequest) -> HttpResponse:
    if request.method == "POST":
        made = statuses.add_status(
            request.POST.get("category", ""), label=request.POST.get("label", ""), by=request.agent
        )
        messages.success(request, _("“%s” can be chosen now.") % made)
        return redirect("settings_statuses")
    rows = list(CustomStatus.objects.order_by("position", "pk"))
    categories = [
        (category, [row for row in rows if row.category == category]) for category in TicketStatus
    ]
    return render(request, "desk/settings/statuses.html", {"categories": categories})


@require_POST
@right_view(Right.FIELDS)
def status(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CustomStatus, pk=pk)
    given = {name: request.POST[name] for name in statuses.CHANGEABLE if name in request.POST}
    statuses.change_status(found, by=request.agent, **given)
    messages.success(request, _("The status is saved."))
    return redirect("settings_statuses")
