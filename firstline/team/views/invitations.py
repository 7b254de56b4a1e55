"""Inviting people, and taking an invitation up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from firstline.platform.accounts.errors import BadAddress
from firstline.platform.accounts.sessions import begin_session
from firstline.platform.accounts.time_zones import is_time_zone
from firstline.team import actions
from firstline.team.access import AgentRequest, right_view
from firstline.team.forms import AcceptanceForm, InvitationForm
from firstline.team.models import Invitation
from firstline.team.rights import Right


@right_view(Right.TEAM)
@require_POST
def invitations(request: AgentRequest) -> HttpResponse:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        raise BadAddress(_("An invitation needs an e-mail address and a role."))
    invitation = actions.invite(
        form.cleaned_data["email"],
        role=form.cleaned_data["role"],
        groups=form.cleaned_data["groups"],
        by=request.agent,
    )
    messages.success(request, _("An invitation is on its way to %s.") % invitation)
    return redirect("people")


@right_view(Right.TEAM)
@require_POST
def renewal(request: AgentRequest, pk: int) -> HttpResponse:
    invitation = actions.renew_invitation(get_object_or_404(Invitation, pk=pk), by=request.agent)
    messages.success(
        request, _("A new link is on its way to %s; the old one is dead.") % invitation
    )
    return redirect("people")


@right_view(Right.TEAM)
@require_POST
def revocation(request: AgentRequest, pk: int) -> HttpResponse:
    invitation = actions.revoke_invitation(get_object_or_404(Invitation, pk=pk), by=request.agent)
    messages.success(request, _("The invitation of %s is taken back.") % invitation)
    return redirect("people")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def acceptance(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link chooses a name and a password, and is in."""
    invitation = Invitation.objects.usable().with_token(token).first()
    if invitation is None:
        return render(request, "team/invitation_is_over.html", status=410)
    form = AcceptanceForm(request.POST or None, email=invitation.email)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "team/acceptance.html", context)

    zone = form.cleaned_data["time_zone"]
    agent = actions.accept(
        invitation,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        time_zone=zone if is_time_zone(zone) else "",
    )
    begin_session(request, agent.person)
    return redirect("/")
