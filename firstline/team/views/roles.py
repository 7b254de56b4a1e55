"""The roles of the desk, for admins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.team import actions
from firstline.team.access import AgentRequest, admin_view
from firstline.team.errors import BadRole
from firstline.team.forms import RoleForm
from firstline.team.models import Role
from firstline.team.queries import roles_with_sizes
from firstline.team.rights import HINTS, SECTIONS, Right, Sees


@require_http_methods(["GET", "HEAD", "POST"])
@admin_view
def roles(request: AgentRequest) -> HttpResponse:
    """All of them, with how many people each has; POST makes a new one."""
    if request.method != "POST":
        return render(request, "team/roles.html", {"roles": roles_with_sizes(), "here": "roles"})
    form = _told(request)
    role = actions.add_role(**form.cleaned_data, by=request.agent)
    messages.success(request, _("The role “%s” is there. Give it to people under Team.") % role)
    return redirect("roles")


@require_http_methods(["GET", "HEAD"])
@admin_view
def new_role(request: AgentRequest) -> HttpResponse:
    return render(request, "team/role.html", _page(Role(name="", rights=[Right.NOTE])))


@require_http_methods(["GET", "HEAD", "POST"])
@admin_view
def role(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Role, pk=pk)
    if request.method != "POST":
        return render(request, "team/role.html", _page(found))
    form = _told(request)
    found = actions.edit_role(found, **form.cleaned_data, by=request.agent)
    messages.success(request, _("The role “%s” is saved.") % found)
    return redirect("roles")


@require_POST
@admin_view
def role_copy(request: AgentRequest, pk: int) -> HttpResponse:
    copy = actions.copy_role(get_object_or_404(Role, pk=pk), by=request.agent)
    return redirect("role", pk=copy.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_view
def role_deletion(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask what those who have it shall have instead; POST does it."""
    found = get_object_or_404(roles_with_sizes(), pk=pk)
    if request.method == "POST":
        actions.delete_role(found, then=request.POST.get("then", ""), by=request.agent)
        messages.success(request, _("The role “%s” is deleted.") % found)
        return redirect("roles")
    others = [(one.key, one.label) for one in Role.objects.exclude(pk=found.pk)]
    context = {"role": found, "others": others, "here": "roles"}
    return render(request, "team/role_deletion.html", context)


def _page(role: Role) -> dict[str, object]:
    return {
        "role": role,
        "sections": [
            (title, [(right, right.label, HINTS[right]) for right in rights])
            for title, rights in SECTIONS
        ],
        "scopes": Sees.choices,
        "here": "roles",
    }


def _told(request: HttpRequest) -> RoleForm:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise BadRole(_("A role needs a name, and which tickets it sees."))
    return form
