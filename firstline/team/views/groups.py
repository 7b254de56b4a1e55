"""Groups of agents, for admins."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstline.team import actions, rules
from firstline.team.access import AgentRequest, right_view
from firstline.team.forms import GroupForm
from firstline.team.models import AgentGroup
from firstline.team.queries import groups_with_sizes, team_members
from firstline.team.rights import Right


@right_view(Right.TEAM)
@require_http_methods(["GET", "POST"])
def groups(request: AgentRequest) -> HttpResponse:
    if request.method == "POST":
        group = actions.create_group(request.POST.get("name", ""), by=request.agent)
        return redirect("agent_group", pk=group.pk)
    found = list(groups_with_sizes())
    mine = {one.pk for one in found if rules.may_arrange(request.agent, one)}
    return render(request, "team/groups.html", {"groups": found, "mine": mine})


@right_view(Right.TEAM)
@require_http_methods(["GET", "POST"])
def group(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(AgentGroup, pk=pk)
    rules.must_arrange(request.agent, found)
    form = GroupForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        _change(found, form, by=request)
        messages.success(request, _("The group is saved."))
        return redirect("agent_groups")
    members = set(found.agents.values_list("pk", flat=True))
    context = {"group": found, "agents": team_members(), "members": members, "form": form}
    return render(request, "team/group.html", context)


@transaction.atomic
def _change(group: AgentGroup, form: GroupForm, *, by: AgentRequest) -> None:
    told = form.cleaned_data
    actions.rename_group(group, name=told["name"], by=by.agent)
    # First who is in it: whoever then closes the door behind themselves has said who stays.
    actions.set_members(group, members=told["members"], by=by.agent)
    change = actions.restrict_group if told["is_restricted"] else actions.open_group
    change(group, by=by.agent)
