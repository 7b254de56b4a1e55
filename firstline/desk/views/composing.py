"""Writing: drafts and their files, replies that wait a moment or until later, notes."""

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.desk import actions
from firstline.desk.actions.hold import UNDO_SHOWN
from firstline.desk.errors import ConversationMovedOn, DraftHasChanged
from firstline.desk.forms import Composed, moment_of
from firstline.desk.models import Attachment, Draft, Ticket
from firstline.desk.queries.arrangement import must_be_filled_in
from firstline.desk.queries.shown import ShownDraft, address_of
from firstline.desk.status_choice import StatusChoice
from firstline.desk.time_spent import is_tracked
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx, with_toast
from firstline.desk.views.ticket import LAST_THEN, parts_of
from firstline.platform.files.storing import store
from firstline.platform.ui.times import short_text
from firstline.team.access import AgentRequest, agent_view
from firstline.team.rights import Right
from firstline.team.rules import may


@require_http_methods(["POST", "DELETE"])
@agent_view
def drafts(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Keep what has been written so far, or throw it away."""
    ticket = ticket_for(request, ticket_id)
    is_public = _is_public(request)
    if request.method == "DELETE":
        actions.discard_draft(ticket, is_public=is_public, by=request.agent)
        return composer(request, ticket.pk)
    try:
        draft = keep(request, ticket, Composed.of(request), is_public=is_public)
    except DraftHasChanged as refusal:
        return _newer(request, ticket, refusal, is_public=is_public)
    response = HttpResponse(status=204)
    if draft is not None:
        response["Draft-Version"] = str(draft.version)
    return response


@require_POST
@agent_view
def uploads(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Take one file for the draft, and say where it can be seen."""
    ticket = ticket_for(request, ticket_id)
    upload = request.FILES.get("file")
    if upload is None:
        return HttpResponseBadRequest(_("There was no file in that."))
    attachment = actions.attach_to_draft(
        ticket,
        file=store(upload.read()),
        name=upload.name or "",
        is_public=_is_public(request),
        is_inline=bool(request.POST.get("inline")),
        by=request.agent,
    )
    return JsonResponse(
        {
            "id": str(attachment.pk),
            "name": attachment.name,
            "size": attachment.file.size,
            "url": address_of(attachment),
            "content_type": attachment.file.content_type,
        },
        status=201,
    )


@require_POST
@agent_view
def replies(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Send a reply, in a moment or at a chosen time: until then it can be taken back."""
    ticket = ticket_for(request, ticket_id)
    composed = Composed.of(request)
    # Before anything is kept: what cannot be read leaves all as it is.
    later = request.POST.get("later", "")
    at = moment_of(later, request.POST.get("later_at", "")) if later else None
    then = StatusChoice.offered(composed.then)
    draft = keep(request, ticket, composed, is_public=True)
    if draft is None:
        return composer(request, ticket.pk)
    actions.keep_only(draft, composed.file_ids)
    must_be_filled_in(ticket, then.category)
    try:
        if at is None:
            draft = actions.hold_reply(draft, then=composed.then, seen=composed.seen)
        else:
            anyway = "anyway" in request.POST
            draft = actions.schedule_reply(
                draft, at=at, then=composed.then, seen=composed.seen, anyway=anyway
            )
    except ConversationMovedOn as refusal:
        return _moved_on(request, ticket, refusal)
    return _scheduled(request, draft) if at else _sending(request, draft, then)


@require_http_methods(["DELETE", "POST"])
@agent_view
def hold(request: AgentRequest, draft_id: int) -> HttpResponse:
    """Take a waiting reply back: it is a draft again, open before its writer."""
    return taken_up(request, actions.take_back(draft_id, by=request.agent).ticket_id)


@require_POST
@agent_view
def notes(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Add a note for the team."""
    ticket = ticket_for(request, ticket_id)
    composed = Composed.of(request)
    draft = keep(request, ticket, composed, is_public=False)
    if draft is not None:
        actions.keep_only(draft, composed.file_ids)
        actions.add_draft_as_note(draft)
    return composer(request, ticket.pk)


def keep(
    request: AgentRequest, ticket: Ticket, composed: Composed, *, is_public: bool
) -> Draft | None:
    """Keep the draft, with its pictures named as the message will name them."""
    pictures = Attachment.objects.filter(
        pk__in=composed.shown_picture_ids, draft__author=request.agent, draft__ticket=ticket
    ).exclude(content_id="")
    return actions.keep_draft(
        ticket,
        html=composed.html_by_content_id(dict(pictures.values_list("pk", "content_id"))),
        is_public=is_public,
        by=request.agent,
        files=[*composed.file_ids, *composed.picture_ids],
        version=composed.version,
        language=composed.language,
        is_signed=composed.is_signed,
        minutes=composed.minutes if composed.minutes is not None and is_tracked() else None,
    )


def composer(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """The composer and all that changed around it; a plain form goes back to the page."""
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket_id))
    context = parts_of(request, ticket_for(request, ticket_id))
    return render(request, "desk/_after_composing.html", context)


def taken_up(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """The composer with a text that is the agent's to write on; from elsewhere, its page."""
    page = reverse("ticket", args=[ticket_id])
    if is_htmx(request) and page not in request.headers.get("HX-Current-URL", ""):
        # The writer has gone on to another page meanwhile.
        answer = HttpResponse()
        answer["HX-Redirect"] = page
        return answer
    return composer(request, ticket_id)


def _sending(request: AgentRequest, draft: Draft, then: StatusChoice) -> HttpResponse:
    request.session[LAST_THEN] = draft.then_status
    text = _("Sending…")
    if then:
        text = _("Sending, and setting to %s…") % then.label
    return with_toast(
        composer(request, draft.ticket_id),
        text,
        undo=reverse("hold", args=[draft.pk]),
        undo_method="DELETE",
        seconds=int(UNDO_SHOWN.total_seconds()),
    )


def _scheduled(request: AgentRequest, draft: Draft) -> HttpResponse:
    assert draft.send_at is not None
    return with_toast(
        composer(request, draft.ticket_id),
        _("This will be sent: %s") % short_text(draft.send_at),
        undo=reverse("hold", args=[draft.pk]),
        undo_method="DELETE",
    )


def _newer(
    request: AgentRequest, ticket: Ticket, refusal: DraftHasChanged, *, is_public: bool
) -> HttpResponse:
    """Keep nothing; the page offers the newer text beside its own."""
    own = Draft.objects.filter(
        ticket=ticket, author=request.agent, is_public=is_public, send_at=None
    )
    draft = own.select_related("author__person").prefetch_related("attachments__file").first()
    shown = ShownDraft.of(draft) if draft else None
    return JsonResponse(
        {
            "sentence": refusal.sentence,
            "version": draft.version if draft else 0,
            "html": str(shown.html) if shown else None,
        },
        status=refusal.status,
    )


def _moved_on(request: AgentRequest, ticket: Ticket, refusal: ConversationMovedOn) -> HttpResponse:
    """Stop the reply, keep its text, and show what is new so that it can be read first."""
    if not is_htmx(request):
        raise refusal
    context = parts_of(request, ticket_for(request, ticket.pk)) | {"sentence": refusal.sentence}
    response = render(request, "desk/_moved_on.html", context, status=refusal.status)
    response["HX-Retarget"] = f"#reply-{ticket.pk}-refusal"
    response["HX-Reswap"] = "innerHTML"
    return response


def _is_public(request: AgentRequest) -> bool:
    """Who may not reply writes notes, whatever the form says."""
    kind = request.POST.get("kind") or request.GET.get("kind")
    return kind != "note" and may(request.agent, Right.REPLY)
