from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firstline.team import actions
from firstline.team.access import AgentRequest, agent_view
from firstline.team.forms import SignatureForm


@agent_view
@require_POST
def signature(request: AgentRequest) -> HttpResponse:
    form = SignatureForm(request.POST)
    if form.is_valid():
        actions.sign(request.agent, signature=form.cleaned_data["signature"])
        messages.success(request, _("Your signature is saved."))
    else:
        messages.error(request, _("A signature can have at most 2,000 characters."))
    return redirect("profile")
