"""Many tickets at once: what can be done to those selected, doing it, and what was done."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstline.desk import actions
from firstline.desk.actions.bulk import MOST_EDITED
from firstline.desk.changes import Change
from firstline.desk.confirmations import Confirmation
from firstline.desk.deeds import deed_of
from firstline.desk.errors import BadValue
from firstline.desk.models import BulkEdit, BulkEditTicket
from firstline.desk.queries.bulk_edits import (
    PAGE,
    REFUSALS_PAGE,
    BulkChoices,
    Told,
    edits_page,
    refusals_of,
    result_of,
)
from firstline.desk.queries.ticket_list import ids_of
from firstline.desk.queue.listing import Listing
from firstline.desk.snoozes import CUSTOMER_WRITES, chosen_moment
from firstline.desk.views.answers import address_of_list, is_htmx, triggering
from firstline.team.access import AgentRequest, agent_view
from firstline.team.rights import Right
from firstline.team.rules import must

# More than a list ever shows.
_MOST_CHOSEN = 1_000
_TAGS = ("current_tags", "remove_tags")


@require_safe
@agent_view
def bulk_choices(request: AgentRequest) -> HttpResponse:
    """What can be done to selected tickets; asked for when the first one is."""
    must(request.agent, Right.BULK)
    listing = Listing.asked_for(request.GET, request.agent)
    context = {"view": listing, "choices": BulkChoices(listing, request.agent)}
    return render(request, "desk/_bulk_choices.html", context)


@require_safe
@agent_view
def bulk_merge(request: AgentRequest) -> HttpResponse:
    """Where the selected tickets are merged: beside the first of them."""
    must(request.agent, Right.REARRANGE)
    first, *others = _chosen_ids(request.GET.get("tickets", "")) or [0]
    if not others:
        raise BadValue(_("Select the tickets that are about the same, two or more."))
    beside = urlencode([("with", one) for one in others])
    return redirect(f"{reverse('ticket_merge', args=[first])}?{beside}")


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def bulk_edits(request: AgentRequest) -> HttpResponse:
    """What was done to many tickets at once; POST does it to those chosen, or to the whole list."""
    if request.method == "POST":
        return _edit(request)
    before = request.GET.get("before", "")
    rows = edits_page(request.agent, before=int(before) if _is_number(before) else None)
    told = Told(rows[:PAGE])
    context = {
        "edits": [(edit, told.words(edit), result_of(edit)) for edit in rows[:PAGE]],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "desk/bulk_edits.html", context)


@require_http_methods(["GET", "HEAD", "DELETE"])
@agent_view
def bulk_edit(request: AgentRequest, edit_id: int) -> HttpResponse:
    """One of them with what it left alone, and why; DELETE leaves the rest alone."""
    edit = _edit_for(request, edit_id)
    if request.method == "DELETE":
        edit = actions.cancel_bulk_edit(edit, by=request.agent)
        return _panel(request, edit)
    after = request.GET.get("after", "")
    refusals = refusals_of(edit, request.agent, after=int(after) if _is_number(after) else 0)
    context = {
        **_of_edit(edit),
        "refusals": refusals[:REFUSALS_PAGE],
        "next": refusals[REFUSALS_PAGE - 1].number if len(refusals) > REFUSALS_PAGE else None,
    }
    return render(request, "desk/bulk_edit.html", context)


@require_safe
@agent_view
def bulk_progress(request: AgentRequest, edit_id: int) -> HttpResponse:
    """How far it has come, for the panel under the list."""
    return _panel(request, _edit_for(request, edit_id))


@require_POST
@agent_view
def bulk_undoing(request: AgentRequest, edit_id: int) -> HttpResponse:
    """Put back what it changed."""
    edit = actions.undo_bulk_edit(_edit_for(request, edit_id), by=request.agent)
    return _after(request, edit, reverse("bulk_edit", args=[edit.pk]))


def _edit(request: AgentRequest) -> HttpResponse:
    must(request.agent, Right.BULK)
    confirmed = _confirmed(request)
    change = confirmed.change if confirmed else _change(request)
    tickets, listing = chosen_tickets(request)
    edit = actions.edit_in_bulk(
        tickets, [change], by=request.agent, listing=listing, confirmed=confirmed
    )
    return _after(request, edit, address_of_list(request), is_new=True)


def _confirmed(request: AgentRequest) -> Confirmation | None:
    """What was asked about it, where it is more than a change of fields."""
    question = request.POST.get("question", "")
    if question or deed_of(_change(request)):
        return Confirmation.given(question, request.agent)
    return None


def chosen_tickets(request: AgentRequest) -> tuple[Sequence[int], str]:
    """The selected tickets; when they are all of the list, with what of an address asks for it."""
    if "all" not in request.POST:
        return _chosen_ids(request.POST.get("tickets", "")), ""
    listing = Listing.asked_for(request.GET, request.agent)
    if listing.refusal:
        raise BadValue(listing.refusal)
    return ids_of(listing, request.agent, most=MOST_EDITED + 1), listing.query


def _chosen_ids(text: str) -> list[int]:
    return [int(one) for one in text.split(",")[:_MOST_CHOSEN] if _is_number(one)]


def _change(request: HttpRequest) -> Change:
    """From the button that was pressed, `field:value`, and from what was typed beside it."""
    field, _colon, value = request.POST.get("change", "").partition(":")
    if field in _TAGS:
        change = Change(field, request.POST.get("words", "").strip())
        if not change.words:
            raise BadValue(_("Write the tags first."))
        return change
    if field == "snoozed_until":
        until = chosen_moment(value, request.POST.get("until", ""))
        return Change(field, until.isoformat() if until else CUSTOMER_WRITES)
    return Change(field, value)


def _after(
    request: AgentRequest, edit: BulkEdit, address: str, *, is_new: bool = False
) -> HttpResponse:
    """Said in passing when it is over; while it runs, a panel under the list tells how far."""
    if not is_htmx(request):
        return redirect(address)
    if edit.is_running:
        return triggering(_panel(request, edit), {"bulkEdited": {}} if is_new else {})
    toast = {"text": _said(edit)}
    if edit.can_be_undone:
        toast["undo"] = reverse("bulk_undoing", args=[edit.pk])
    answer = _panel(request, edit) if not is_new else HttpResponse(status=204)
    return triggering(answer, {"toast": toast} | ({"bulkEdited": {}} if is_new else {}))


def _said(edit: BulkEdit) -> str:
    """In a toast: with the reason, where only one was given."""
    said = f"{Told([edit]).words(edit)}. {result_of(edit)}"
    if edit.refused or edit.kept:
        reasons = BulkEditTicket.objects.filter(edit=edit).exclude(refusal="")
        different = list(reasons.values_list("refusal", flat=True).distinct()[:2])
        if len(different) == 1:
            said += f" {different[0]}"
    return said


def _panel(request: AgentRequest, edit: BulkEdit) -> HttpResponse:
    if not is_htmx(request):
        return redirect("bulk_edit", edit.pk)
    return HttpResponse(
        render_to_string("desk/_bulk_progress.html", _of_edit(edit), request=request)
    )


def _of_edit(edit: BulkEdit) -> dict[str, object]:
    return {"edit": edit, "told": Told([edit]).words(edit), "result": result_of(edit)}


def _edit_for(request: AgentRequest, edit_id: int) -> BulkEdit:
    rows = BulkEdit.objects.visible_to(request.agent).select_related("author__person")
    found: BulkEdit | None = rows.filter(pk=edit_id).first() if edit_id < 2**63 else None
    if found is None:
        raise Http404
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
