"""What can be done to one message: redact it, hide it from the customer, read it plain."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from firstline.desk import actions
from firstline.desk.models import Message
from firstline.desk.queries.messages import piece_of
from firstline.desk.queries.shown import ShownFile
from firstline.desk.queries.ticket_page import TicketPage
from firstline.desk.queue.listing import Listing
from firstline.desk.views.access import message_for, ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx, with_toast
from firstline.desk.views.ticket import parts_of
from firstline.platform.html import html_from_text
from firstline.team.access import AgentRequest, agent_view

_PLAIN = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_safe
@agent_view
def message_menu(request: AgentRequest, message_id: int) -> HttpResponse:
    """Made when it is asked for: a long conversation has many messages and few open menus."""
    message = message_for(request, message_id)
    ticket = ticket_for(request, message.ticket_id)
    context = {
        "message": message,
        "ticket": ticket,
        "about": TicketPage(ticket, request.agent),
        "view": Listing.asked_for(request.GET, request.agent),
    }
    return render(request, "desk/_message_menu.html", context)


@require_safe
@agent_view
def message_text(request: AgentRequest, message_id: int) -> HttpResponse:
    """The words alone, as text that no browser takes for anything else."""
    message = message_for(request, message_id)
    words = "\n\n".join(filter(None, (message.text, message.quoted_text)))
    response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    response["Content-Security-Policy"] = _PLAIN
    return response


@require_safe
@agent_view
def message_rest(request: AgentRequest, message_id: int) -> HttpResponse:
    """The next piece of a text that is too long to be sent at once."""
    message = message_for(request, message_id)
    given = request.GET.get("from", "")
    start = int(given) if given.isdecimal() and len(given) < 10 else 0
    piece = piece_of(message.text, start=start)
    end = start + len(piece)
    context = {
        "message": message,
        "piece": _as_html(piece),
        "start": end,
        "left": len(message.text) - end if piece else 0,
        "quote": _as_html(piece_of(message.quoted_text, start=0)),
    }
    return render(request, "desk/_message_rest.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def redaction(request: AgentRequest, message_id: int) -> HttpResponse:
    """Ask what is to be made unreadable (GET), and do it for good (POST)."""
    message = message_for(request, message_id)
    if request.method == "POST":
        actions.redact(
            message,
            passages=request.POST.get("passages", "").splitlines(),
            files=[int(one) for one in request.POST.getlist("files") if one.isdecimal()],
            by=request.agent,
        )
        return _changed(request, message, _("Redacted."))
    files = message.attachments.select_related("file").order_by("pk")
    context = {
        "message": message,
        "ticket": message.ticket,
        "files": [ShownFile.of(file) for file in files],
        "view": Listing.asked_for(request.GET, request.agent),
    }
    return render(request, "desk/_redaction.html", context)


@require_http_methods(["POST", "DELETE"])
@agent_view
def privacy(request: AgentRequest, message_id: int) -> HttpResponse:
    """Make a public message internal; DELETE undoes that."""
    message = message_for(request, message_id)
    if request.method == "DELETE":
        actions.make_public_again(message, by=request.agent)
        return _changed(request, message, _("The message is public again."))
    actions.make_internal(message, by=request.agent)
    undo = reverse("privacy", args=[message.pk])
    return _changed(
        request,
        message,
        _("The message is internal now. Mails that were sent keep it."),
        undo=undo,
        undo_method="DELETE",
    )


def _as_html(text: str) -> Markup:
    return Markup(html_from_text(text))  # noqa: S704 - escaped there


def _changed(request: AgentRequest, message: Message, text: str, **more: object) -> HttpResponse:
    if not is_htmx(request):
        return redirect(address_of_ticket(request, message.ticket_id))
    context = parts_of(request, ticket_for(request, message.ticket_id))
    return with_toast(render(request, "desk/_changes.html", context), text, **more)
