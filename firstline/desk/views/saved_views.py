"""Views that people keep: saving, changing and putting away."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from firstline.desk import actions
from firstline.desk.actions.save_view import may_change
from firstline.desk.errors import BadValue
from firstline.desk.models import SavedView
from firstline.desk.queue.chosen import SAVED
from firstline.desk.queue.listing import Listing
from firstline.desk.queue.orders import name_of
from firstline.desk.queue.sentence import Sentences
from firstline.desk.views.answers import is_htmx, with_toast
from firstline.platform.conditions.condition import Conditions
from firstline.team.access import AgentRequest, agent_view
from firstline.team.models import AgentGroup
from firstline.team.rights import Right
from firstline.team.rules import may


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def saved_views(request: AgentRequest) -> HttpResponse:
    """All views that the agent can use; by POST, one more, made of the list of the address."""
    if request.method == "POST":
        return _save(request)
    rows = SavedView.objects.visible_to(request.agent).active().order_by("position", "pk")
    rows = rows.select_related("owner__person").prefetch_related("for_groups")
    sentences = Sentences(request.agent)
    kept = [
        {
            "saved": saved,
            "key": f"{SAVED}{saved.pk}",
            "pieces": sentences.pieces(Conditions.from_json(saved.conditions)),
            "may_change": may_change(saved, request.agent),
        }
        for saved in rows
    ]
    return render(request, "desk/saved_views.html", {"kept": kept})


@require_safe
@agent_view
def view_form(request: AgentRequest) -> HttpResponse:
    """Under which name the list of the address is to be kept, and for whom."""
    listing = Listing.asked_for(request.GET, request.agent)
    groups = AgentGroup.objects.order_by("name") if may(request.agent, Right.SHARE_VIEWS) else []
    current = _of_listing(request, listing)
    context = {
        "view": listing,
        "groups": groups,
        "may_share": may(request.agent, Right.SHARE_VIEWS),
        "current": current if current and may_change(current, request.agent) else None,
    }
    return render(request, "desk/_view_form.html", context)


@require_http_methods(["POST", "DELETE"])
@agent_view
def saved_view(request: AgentRequest, view_id: int) -> HttpResponse:
    """Change one: its name, what it asks for, its place; or put it away."""
    saved = SavedView.objects.visible_to(request.agent).filter(pk=min(view_id, 2**63 - 1)).first()
    if saved is None:
        raise Http404
    if request.method == "DELETE" or "discard" in request.POST:
        actions.discard_view(saved, by=request.agent)
        return _after(
            request,
            _("The view “%s” is gone.") % saved.title,
            undo=reverse("saved_view", args=[saved.pk]) + "?restore=1",
        )
    if "restore" in request.GET:
        actions.restore_view(saved, by=request.agent)
    elif "move" in request.POST:
        actions.move_view(saved, earlier=request.POST["move"] == "earlier", by=request.agent)
    elif "title" in request.POST:
        actions.change_view(saved, title=request.POST["title"], by=request.agent)
    else:
        listing = Listing.asked_for(request.GET, request.agent)
        actions.change_view(
            saved,
            conditions=_whole(listing),
            order=name_of(listing.order),
            grouping=listing.grouping.name if listing.grouping else "",
            columns=[column.name for column in listing.columns],
            by=request.agent,
        )
        return redirect(f"{reverse('tickets')}?view={SAVED}{saved.pk}")
    return _after(request, "")


def _save(request: AgentRequest) -> HttpResponse:
    listing = Listing.asked_for(request.GET, request.agent)
    share = request.POST.get("share", "")
    chosen = [ident for ident in request.POST.getlist("groups") if ident.isdecimal()]
    saved = actions.save_view(
        title=request.POST.get("title", ""),
        conditions=_whole(listing),
        order=name_of(listing.order) if listing.order != listing.view.order else "",
        grouping=listing.grouping.name if listing.grouping else "",
        columns=[column.name for column in listing.columns],
        is_shared=share in ("everybody", "groups"),
        for_groups=list(AgentGroup.objects.filter(pk__in=chosen)) if share == "groups" else [],
        by=request.agent,
    )
    return redirect(f"{reverse('tickets')}?view={SAVED}{saved.pk}")


def _whole(listing: Listing) -> Conditions:
    """What the view and the filter ask for together."""
    if not listing.view.can_be_saved:
        raise BadValue(_("“%s” cannot be part of another view.") % listing.title)
    if listing.view.conditions.any and listing.filter.any:
        raise BadValue(
            _("This view already offers a choice of conditions. Add yours so that all must hold.")
        )
    return listing.view.conditions & listing.filter


def _of_listing(request: AgentRequest, listing: Listing) -> SavedView | None:
    if listing.view.saved_id is None:
        return None
    found: SavedView | None = (
        SavedView.objects.visible_to(request.agent).filter(pk=listing.view.saved_id).first()
    )
    return found


def _after(request: AgentRequest, text: str, **toast: str) -> HttpResponse:
    if not is_htmx(request):
        return redirect("saved_views")
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true" if not text else "false"
    return with_toast(response, text, **toast) if text else response
