"""The people of the desk, for admins."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from firstline.team import actions
from firstline.team.access import AgentRequest, admin_view
from firstline.team.errors import BadRole, LastAdmin
from firstline.team.forms import InvitationForm, RoleForm
from firstline.team.models import Agent, Role
from firstline.team.queries import open_invitations, team_members


@admin_view
@require_GET
def people(request: AgentRequest) -> HttpResponse:
    context = {
        "agents": team_members(),
        "invitations": open_invitations(),
        "roles": Role.choices,
        "form": InvitationForm(),
    }
    return render(request, "team/people.html", context)


@admin_view
@require_POST
def role(request: AgentRequest, pk: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise BadRole(_("There is no such role."))
    try:
        agent = actions.change_role(_agent(pk), role=form.cleaned_data["role"], by=request.agent)
    except LastAdmin as refusal:
        # The page is drawn anew: the control would go on showing what was refused.
        messages.error(request, refusal.sentence)
        return redirect("people")
    messages.success(
        request,
        _("%(name)s is now: %(role)s") % {"name": agent, "role": agent.get_role_display()},
    )
    return redirect("people")


@admin_view
@require_POST
def deactivation(request: AgentRequest, pk: int) -> HttpResponse:
    agent = actions.deactivate(_agent(pk), by=request.agent)
    messages.success(request, _("%s is signed out everywhere and cannot come back in.") % agent)
    return redirect("people")


@admin_view
@require_POST
def reactivation(request: AgentRequest, pk: int) -> HttpResponse:
    agent = actions.reactivate(_agent(pk), by=request.agent)
    messages.success(request, _("%s can sign in again.") % agent)
    return redirect("people")


def _agent(pk: int) -> Agent:
    return get_object_or_404(Agent.objects.select_related("person"), pk=pk)
