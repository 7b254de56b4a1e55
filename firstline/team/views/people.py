"""The people of the desk, for admins."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from firstline.team import actions, rules
from firstline.team.access import AgentRequest, right_view
from firstline.team.errors import LastAdmin
from firstline.team.models import Agent, AgentGroup, Role
from firstline.team.queries import open_invitations, team_members
from firstline.team.rights import Right


@right_view(Right.TEAM)
@require_GET
def people(request: AgentRequest) -> HttpResponse:
    context = {
        "agents": [(agent, rules.may_lead(request.agent, agent)) for agent in team_members()],
        "invitations": open_invitations(),
        "roles": [
            (role.key, role.label)
            for role in Role.objects.all()
            if rules.may_give(request.agent, role)
        ],
        "groups": [
            group
            for group in AgentGroup.objects.order_by("name")
            if rules.may_arrange(request.agent, group)
        ],
    }
    return render(request, "team/people.html", context)


@right_view(Right.TEAM)
@require_POST
def role(request: AgentRequest, pk: int) -> HttpResponse:
    given = request.POST.get("role", "")
    try:
        agent = actions.change_role(_agent(pk), role=given, by=request.agent)
    except LastAdmin as refusal:
        # The page is drawn anew: the control would go on showing what was refused.
        messages.error(request, refusal.sentence)
        return redirect("people")
    messages.success(
        request,
        _("%(name)s is now: %(role)s") % {"name": agent, "role": agent.role.label},
    )
    return redirect("people")


@right_view(Right.TEAM)
@require_POST
def deactivation(request: AgentRequest, pk: int) -> HttpResponse:
    agent = actions.deactivate(_agent(pk), by=request.agent)
    messages.success(request, _("%s is signed out everywhere and cannot come back in.") % agent)
    return redirect("people")


@right_view(Right.TEAM)
@require_POST
def reactivation(request: AgentRequest, pk: int) -> HttpResponse:
    agent = actions.reactivate(_agent(pk), by=request.agent)
    messages.success(request, _("%s can sign in again.") % agent)
    return redirect("people")


def _agent(pk: int) -> Agent:
    return get_object_or_404(Agent.objects.select_related("person", "role"), pk=pk)
