"""Whether time is tracked, for admins."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstline.desk.administration.time_tracking import set_time_tracking
from firstline.desk.time_spent import is_tracked
from firstline.team.access import AgentRequest, right_view
from firstline.team.rights import Right


@require_http_methods(["GET", "HEAD", "POST"])
@right_view(Right.FIELDS)
def time_tracking(request: AgentRequest) -> HttpResponse:
    if request.method == "POST":
        set_time_tracking(is_on="is_on" in request.POST, by=request.agent)
        messages.success(request, _("Saved."))
        return redirect("settings_time_tracking")
    return render(request, "desk/settings/time_tracking.html", {"is_on": is_tracked()})
