"""What left, what waits, what failed: pages for admins, and the retry for who works the ticket."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstline.channels.email import transport
from firstline.channels.email.compose import compose
from firstline.channels.email.models import MailState, OutboundMail, Relay
from firstline.channels.email.outbound.send_again import send_again
from firstline.channels.email.outbox import page_of
from firstline.channels.email.slots import delivery_context
from firstline.desk.models import Ticket
from firstline.desk.queries.shown import inline_images
from firstline.platform.web.headers import MESSAGE_FRAME_POLICY
from firstline.team.access import AgentRequest, admin_view, agent_view

_LARGEST_ID = 2**63 - 1
# Mail programs bring their own typeface; `flow-root` lets the page measure the frame's height.
_PREVIEW_STYLE = "<style>body { display: flow-root; font: 1rem/1.5 system-ui, sans-serif }</style>"


@require_safe
@admin_view
def outbox(request: AgentRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = page_of(state, before=_ident(request, "before"), after=_ident(request, "after"))
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
@admin_view
def mail(request: AgentRequest, mail_id: int) -> HttpResponse:
    return render(request, "email/outbox_mail.html", _page_of(_mail_for_admin(mail_id)))


@require_safe
@admin_view
def mail_html(request: AgentRequest, mail_id: int) -> HttpResponse:
    """The HTML part, for a frame in which nothing runs and nothing is fetched from outside."""
    found = _mail_for_admin(mail_id)
    html = found.html
    if found.message is not None:
        attachments = list(found.message.attachments.select_related("file"))
        for content_id, address in inline_images(attachments).items():
            html = html.replace(f'"cid:{content_id}"', f'"{address}"')
    response = HttpResponse(html + _PREVIEW_STYLE)
    response["Content-Security-Policy"] = MESSAGE_FRAME_POLICY
    return response


@require_safe
@admin_view
def mail_source(request: AgentRequest, mail_id: int) -> HttpResponse:
    """The very bytes that go over the wire."""
    found = _mail_for_admin(mail_id)
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
    if request.agent.is_admin:
        return redirect("outbox_mail", found.pk)
    return redirect(reverse("ticket", args=[found.ticket_id]))


def _page_of(found: OutboundMail) -> dict[str, Any]:
    return {
        "mail": found,
        "attempts": list(found.attempts.order_by("-pk")[:100]),
        "attachments": list(found.message.attachments.select_related("file"))
        if found.message is not None
        else [],
    }


def _mail_for_admin(mail_id: int) -> OutboundMail:
    mails = OutboundMail.objects.select_related("ticket", "message")
    found = mails.filter(pk=mail_id).first() if mail_id <= _LARGEST_ID else None
    if found is None:
        raise Http404
    return found


def _mail_for(request: AgentRequest, mail_id: int) -> OutboundMail:
    """A mail of a ticket that the agent may see; account mail is the admins'."""
    found = _mail_for_admin(mail_id)
    if request.agent.is_admin:
        return found
    tickets = Ticket.objects.visible_to(request.agent)
    if found.ticket is None or not tickets.filter(pk=found.ticket.pk).exists():
        raise Http404
    return found


def _ident(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return min(int(value), _LARGEST_ID) if value.isdecimal() and value.isascii() else None
