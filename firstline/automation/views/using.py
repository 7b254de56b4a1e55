"""Macros on a ticket: choosing one, what waits with the draft, what is done at once and undone."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstline.automation import actions
from firstline.automation.errors import MacroIsGone
from firstline.automation.models import Macro
from firstline.automation.queries import offers
from firstline.automation.slots import waiting_changes
from firstline.automation.views.access import macro_for, macro_view, usable_macro
from firstline.desk import changes as vocabulary
from firstline.desk.changes import Change
from firstline.desk.models import Ticket
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx, triggering
from firstline.desk.views.properties import shown
from firstline.team.access import AgentRequest
from firstline.team.rights import Right
from firstline.team.rules import may

_SALT = "automation.undo"
# As long as the page with the toast may stand open.
_UNDONE_WITHIN = 60 * 60


@require_safe
@macro_view
def ticket_macros(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """The picker; with `q`, only what it offers for those words."""
    ticket = ticket_for(request, ticket_id)
    query = request.GET.get("q", "")[:200]
    context = {
        "ticket": ticket,
        "kind": _kind(request),
        "query": query,
        "offers": offers(ticket, request.agent, query=query),
    }
    is_part = "q" in request.GET
    return render(request, f"automation/_{'offers' if is_part else 'picker'}.html", context)


@require_POST
@macro_view
def ticket_macro(request: AgentRequest, ticket_id: int, macro_id: int) -> HttpResponse:
    """Begin a text with it; or, when it says nothing, do at once what it changes."""
    ticket = ticket_for(request, ticket_id)
    macro = usable_macro(request, macro_id)
    if not macro.has_text:
        return _at_once(request, ticket, macro)
    is_public = _kind(request) == "reply"
    outcome = actions.begin_with(macro, ticket, is_public=is_public, by=request.agent)
    kind = _kind(request) if outcome.is_public is None else _kind_of(is_public=outcome.is_public)
    if not is_htmx(request):
        return redirect(f"{address_of_ticket(request, ticket.pk)}")
    answer = HttpResponse(_chips(request, ticket, kind))
    return triggering(
        answer, {"macroChosen": {"form": f"{kind}-{ticket.pk}", "html": outcome.html}}
    )


@require_http_methods(["POST", "DELETE"])
@macro_view
def pending_macro(request: AgentRequest, ticket_id: int, pending_id: int) -> HttpResponse:
    """Leave one of the waiting changes out."""
    ticket = ticket_for(request, ticket_id)
    field = request.GET.get("field", "")
    draft = actions.take_off(pending_id, field=field, by=request.agent)
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket.pk))
    return HttpResponse(_chips(request, ticket, _kind_of(is_public=draft.is_public)))


@require_POST
@macro_view
def macro_undo(request: AgentRequest, ticket_id: int, macro_id: int) -> HttpResponse:
    """Put back what a macro did at once; the address carries what was before, signed."""
    ticket = ticket_for(request, ticket_id)
    macro = macro_for(request, macro_id)
    before = _before(request, ticket, macro)
    actions.put_back(macro, ticket, before, by=request.agent)
    return shown(request, ticket.pk)


def _at_once(request: AgentRequest, ticket: Ticket, macro: Macro) -> HttpResponse:
    before = actions.apply_at_once(macro, ticket, by=request.agent)
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket.pk))
    undo = reverse("macro_undo", args=[ticket.pk, macro.pk])
    kept = urlencode({"before": _signed(request, ticket, macro, before)})
    if _is_out_of_sight(request, ticket):
        answer = HttpResponse()
        answer["HX-Redirect"] = reverse("tickets")
        return answer
    toast = {"text": _("Done: %s") % macro.name, "undo": f"{undo}?{kept}"}
    # Not only its own toast: the picker closes too.
    return triggering(
        shown(request, ticket.pk), {"toast": toast, "macroChosen": {"form": "", "html": ""}}
    )


def _is_out_of_sight(request: AgentRequest, ticket: Ticket) -> bool:
    """The macro moved it where the agent may not look."""
    visible = Ticket.objects.visible_to(request.agent, removed=True)
    return not visible.filter(pk=ticket.pk).exists()


def _signed(request: AgentRequest, ticket: Ticket, macro: Macro, before: Sequence[Change]) -> str:
    told = [request.agent.pk, ticket.pk, macro.pk, [change.as_json() for change in before]]
    return signing.dumps(told, salt=_SALT, compress=True)


def _before(request: AgentRequest, ticket: Ticket, macro: Macro) -> Sequence[Change]:
    try:
        agent, of_ticket, of_macro, changes = signing.loads(
            request.GET.get("before", ""), salt=_SALT, max_age=_UNDONE_WITHIN
        )
    except signing.BadSignature:
        raise MacroIsGone(_("It is too late to undo this.")) from None
    if (agent, of_ticket, of_macro) != (request.agent.pk, ticket.pk, macro.pk):
        raise MacroIsGone(_("It is too late to undo this."))
    return vocabulary.read(changes)


def _chips(request: AgentRequest, ticket: Ticket, kind: str) -> str:
    waiting = waiting_changes(ticket, request.agent, kind=kind)
    context = {"ticket": ticket, "kind": kind, "waiting": waiting, "is_change": True}
    return render_to_string("automation/_chips.html", context, request)


def _kind(request: AgentRequest) -> str:
    given = request.POST.get("kind") or request.GET.get("kind")
    return "note" if given == "note" or not may(request.agent, Right.REPLY) else "reply"


def _kind_of(*, is_public: bool) -> str:
    return "reply" if is_public else "note"
