"""What left, what waits, what failed, for who looks after mail; who answers may try again."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstline.channels.email import transport
from firstline.channels.email.compose import attachments_of, compose
from firstline.channels.email.models import MailState, OutboundMail, Relay
from firstline.channels.email.outbound.send_again import send_again
from firstline.channels.email.outbox import page_of
from firstline.channels.email.slots import delivery_context
from firstline.desk.models import Ticket
from firstline.desk.queries.shown import inline_images
from firstline.platform.web.headers import MESSAGE_FRAME_POLICY
from firstline.side_conversations.queries.shown import pictures_of
from firstline.team.access import AgentRequest, agent_view, right_view
from firstline.team.rights import Right

_LARGEST_ID = 2**63 - 1
# Mail programs bring their own typeface; `flow-root` lets the page measure the frame's height.
_PREVIEW_STYLE = "<style>body { display: flow-root; font: 1rem/1.5 system-ui, sans-serif }</style>"


@require_safe
@right_view(Right.MAIL)
def outbox(request: AgentRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = page_of(
        state, request.agent, before=_ident(request, "before"), after=_ident(request, "after")
    )
    context = {
        "page": page,
        "state": state if state in MailState.values else "",
        "states": MailState.choices,
        "labels": dict(MailState.choices),
        "relay": transport.relay(),
        "health": Relay.current(),
    }
    return render(request, "email/outbox.html", context)


@require_safe
@right_view(Right.MAIL)
def mail(request: AgentRequest, mail_id: int) -> HttpResponse:
    return render(request, "email/outbox_mail.html", _page_of(_visible_mail(request, mail_id)))


@require_safe
@right_view(Right.MAIL)
def mail_html(request: AgentRequest, mail_id: int) -> HttpResponse:
    """The HTML part, for a frame in which nothing runs and nothing is fetched from outside."""
    found = _visible_mail(request, mail_id)
    html = found.html
    for content_id, address in _pictures_of(found).items():
        html = html.replace(f'"cid:{content_id}"', f'"{address}"')
    response = HttpResponse(html + _PREVIEW_STYLE)
    response["Content-Security-Policy"] = MESSAGE_FRAME_POLICY
    return response


@require_safe
@right_view(Right.MAIL)
def mail_source(request: AgentRequest, mail_id: int) -> HttpResponse:
    """The very bytes that go over the wire."""
    found = _visible_mail(request, mail_id)
    response = HttpResponse(compose(found), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="mail-{found.pk}.eml"'
    return response


@require_POST
@agent_view
def attempts(request: AgentRequest, mail_id: int) -> HttpResponse:
    """Ask for another attempt now."""
    found = send_again(_mail_for(request, mail_id), by=request.agent)
    if request.headers.get("HX-Request") == "true":
        return render(request, "email/_delivery.html", delivery_context(found, request.agent))
    if request.agent.may(Right.MAIL):
        return redirect("outbox_mail", found.pk)
    ticket = found.concerns
    assert ticket is not None, "only admins get to mail of no ticket"
    return redirect(reverse("ticket", args=[ticket.pk]))


def _page_of(found: OutboundMail) -> dict[str, Any]:
    return {
        "mail": found,
        "attempts": list(found.attempts.order_by("-pk")[:100]),
        "attachments": attachments_of(found),
    }


def _pictures_of(found: OutboundMail) -> dict[str, str]:
    """Where the pictures in the text are to be seen."""
    if found.message is not None:
        return inline_images(list(found.message.attachments.select_related("file")))
    if found.side_message is not None:
        return pictures_of(list(found.side_message.attachments.select_related("file")))
    return {}


def _visible_mail(request: AgentRequest, mail_id: int) -> OutboundMail:
    return _one_of(OutboundMail.objects.visible_to(request.agent), mail_id)


def _one_of(mails: "QuerySet[OutboundMail]", mail_id: int) -> OutboundMail:
    mails = mails.select_related("ticket", "message", "side_message__conversation__ticket")
    found = mails.filter(pk=mail_id).first() if mail_id <= _LARGEST_ID else None
    if found is None:
        raise Http404
    return found


def _mail_for(request: AgentRequest, mail_id: int) -> OutboundMail:
    """A mail of a ticket that the agent may see; who looks after mail has what they may read."""
    if request.agent.may(Right.MAIL):
        return _visible_mail(request, mail_id)
    found = _one_of(OutboundMail.objects.all(), mail_id)
    tickets = Ticket.objects.visible_to(request.agent)
    ticket = found.concerns
    if ticket is None or not tickets.filter(pk=ticket.pk).exists():
        raise Http404
    return found


def _ident(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return min(int(value), _LARGEST_ID) if value.isdecimal() and value.isascii() else None
