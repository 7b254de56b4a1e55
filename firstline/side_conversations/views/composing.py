"""Writing to somebody outside: the draft, its files, and whom it goes to."""

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstline.desk.errors import DraftHasChanged
from firstline.desk.forms import Composed, addresses_in
from firstline.desk.models import Attachment
from firstline.desk.search import search
from firstline.desk.views.answers import in_view, is_htmx
from firstline.platform.files.storing import store
from firstline.side_conversations import actions
from firstline.side_conversations.actions import Place
from firstline.side_conversations.forms import html_by_content_id, pictures_in
from firstline.side_conversations.models import SideDraft, SideFile, SideMessage
from firstline.side_conversations.queries.shown import (
    ShownSideDraft,
    address_of,
    files_to_offer,
)
from firstline.side_conversations.recipients import written_to_before
from firstline.side_conversations.views.access import place_for
from firstline.side_conversations.views.parts import parts_of
from firstline.team.access import AgentRequest, agent_view
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

_LONGEST_QUERY = 100
_MOST_OFFERED = 8


@require_http_methods(["POST", "DELETE"])
@agent_view
def side_draft(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Keep what has been written so far, or throw it away."""
    place = place_for(request, ticket_id)
    if request.method == "DELETE":
        actions.discard_draft(place, by=request.agent)
        return back(request, place)
    try:
        draft = _kept(request, place)
    except DraftHasChanged as refusal:
        return _newer(request, place, refusal)
    response = HttpResponse(status=204)
    if draft is not None:
        response["Draft-Version"] = str(draft.version)
    return response


@require_POST
@agent_view
def side_uploads(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Take one file for the draft, and say where it can be seen."""
    place = place_for(request, ticket_id)
    upload = request.FILES.get("file")
    if upload is None:
        return HttpResponseBadRequest(_("There was no file in that."))
    file = actions.attach(
        place,
        file=store(upload.read()),
        name=upload.name or "",
        is_inline=bool(request.POST.get("inline")),
        by=request.agent,
    )
    return JsonResponse(
        {
            "id": str(file.pk),
            "name": file.name,
            "size": file.file.size,
            "url": address_of(file),
            "content_type": file.file.content_type,
        },
        status=201,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def side_ticket_files(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """The ticket's own files, to choose one (GET) that goes along (POST)."""
    must(request.agent, Right.REPLY)
    place = place_for(request, ticket_id)
    context = parts_of(request, place)
    if request.method == "POST":
        chosen = _of_ticket(place, request.POST.get("attachment", ""))
        _keep_of_plain_form(request, place)
        file = actions.attach(place, file=chosen.file, name=chosen.name, by=request.agent)
        if not is_htmx(request):
            return back(request, place)
        return render(request, "side_conversations/_file.html", {"file": file})
    files = files_to_offer(place.ticket)
    return render(request, "side_conversations/_ticket_files.html", context | {"files": files})


@require_POST
@agent_view
def side_recipients(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Add people to those who will get the message, or leave them out."""
    place = place_for(request, ticket_id)
    _keep_of_plain_form(request, place)
    actions.readdress(
        place,
        by=request.agent,
        add=addresses_in(request.POST.get("add_to", "")),
        leave_out=addresses_in(request.POST.get("leave_out", "")),
    )
    if not is_htmx(request):
        return back(request, place)
    context = parts_of(request, place) | {"is_change": True}
    return render(request, "side_conversations/_recipients.html", context)


@require_safe
@agent_view
def side_suggestions(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Those who match what is typed; who was asked before comes first."""
    must(request.agent, Right.REPLY)
    place = place_for(request, ticket_id)
    typed = request.GET.get("add_to", "")[:_LONGEST_QUERY].strip()
    people = _people(typed, request.agent) if len(typed) > 1 else []
    context = parts_of(request, place) | {"people": people}
    return render(request, "side_conversations/_suggestions.html", context)


def send(request: AgentRequest, place: Place) -> SideMessage | None:
    """Send what the form holds; None when that has just been sent."""
    draft = _kept(request, place)
    if draft is None:
        return None
    return actions.send_draft(draft, files=Composed.of(request).file_ids)


def keep(
    request: AgentRequest,
    place: Place,
    *,
    html: str,
    subject: str | None = None,
    composed: Composed | None = None,
) -> SideDraft | None:
    """Keep the draft, with its pictures named as the message will name them."""
    own = SideFile.objects.filter(pk__in=pictures_in(html), draft__author=request.agent)
    names = dict(own.exclude(content_id="").values_list("pk", "content_id"))
    return actions.keep_draft(
        place,
        html=html_by_content_id(html, names),
        subject=subject,
        by=request.agent,
        files=[*composed.file_ids, *composed.picture_ids] if composed else None,
        version=composed.version if composed else None,
        is_signed=composed.is_signed if composed else None,
    )


def back(request: AgentRequest, place: Place) -> HttpResponse:
    """The page of a plain form; for htmx, the composer as it stands now."""
    if is_htmx(request):
        return render(request, "side_conversations/_composer.html", parts_of(request, place))
    if place.conversation is None:
        return redirect(in_view(request, reverse("side_conversations", args=[place.ticket.pk])))
    args = [place.ticket.pk, place.conversation.pk]
    return redirect(in_view(request, reverse("side_conversation", args=args)))


def _kept(request: AgentRequest, place: Place) -> SideDraft | None:
    composed = Composed.of(request)
    return keep(
        request,
        place,
        html=composed.html,
        subject=request.POST.get("subject"),
        composed=composed,
    )


def _keep_of_plain_form(request: AgentRequest, place: Place) -> None:
    """The button of a plain form brings the whole text along."""
    if not is_htmx(request):
        _kept(request, place)


def _newer(request: AgentRequest, place: Place, refusal: DraftHasChanged) -> HttpResponse:
    """Keep nothing; the page offers the newer text beside its own."""
    draft = actions.draft_at(place, by=request.agent)
    shown = ShownSideDraft.at(place, draft)
    return JsonResponse(
        {
            "sentence": refusal.sentence,
            "version": shown.version,
            "html": str(shown.html) if draft else None,
        },
        status=refusal.status,
    )


def _of_ticket(place: Place, ident: str) -> Attachment:
    offered = {str(one.pk): one for one in files_to_offer(place.ticket)}
    if ident not in offered:
        raise Http404
    return offered[ident]


def _people(typed: str, reader: Agent) -> list[dict[str, str]]:
    """Who was written to before, then colleagues, then customers."""
    before = written_to_before(typed, reader=reader, most=_MOST_OFFERED)
    known = {row["address"]: row for row in before}
    matching = Q(person__name__icontains=typed) | Q(person__email__istartswith=typed)
    agents = Agent.objects.active().filter(matching, person__email__isnull=False)
    for agent in agents.select_related("person").order_by("person__name")[:_MOST_OFFERED]:
        address = agent.person.email or ""
        known.setdefault(address, {"address": address, "name": agent.person.name})
    for one in search(f"type:user {typed}", reader=reader, most=_MOST_OFFERED).people:
        if one.email:
            known.setdefault(one.email, {"address": one.email, "name": one.name})
    return list(known.values())[:_MOST_OFFERED]
