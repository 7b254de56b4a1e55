"""Beginning a side conversation, and reading, answering and ending one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstline.desk.models import Message
from firstline.desk.views.access import message_for, ticket_for
from firstline.desk.views.answers import asks_for, in_view, is_htmx, with_toast
from firstline.desk.views.queue import workspace
from firstline.platform.html import html_from_text
from firstline.side_conversations import actions
from firstline.side_conversations.actions import Place
from firstline.side_conversations.models import SideConversation
from firstline.side_conversations.views.access import conversation_for, on_ticket
from firstline.side_conversations.views.composing import keep, send
from firstline.side_conversations.views.parts import parts_of
from firstline.team.access import AgentRequest, agent_view
from firstline.team.rights import Right
from firstline.team.rules import must

_LONGEST_QUOTE = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def side_conversations(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Write to somebody outside about the ticket (GET), and send it (POST)."""
    must(request.agent, Right.REPLY)
    place = Place(ticket_for(request, ticket_id))
    if request.method == "POST":
        message = send(request, place)
        return _opened(request, message.conversation if message else None, place)
    return _page(request, parts_of(request, place))


@require_POST
@agent_view
def side_quotes(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Begin with the words of a message of the ticket, which can still be cut."""
    must(request.agent, Right.REPLY)
    place = Place(ticket_for(request, ticket_id))
    message = message_for(request, _number(request.POST.get("message", "")) or 0)
    if message.ticket_id != place.ticket.pk:
        raise Http404
    _quote(request, place, message)
    address = in_view(request, reverse("side_conversations", args=[ticket_id]))
    if not is_htmx(request):
        return redirect(address)
    response = _page(request, parts_of(request, place))
    response["HX-Push-Url"] = address
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def side_conversation(request: AgentRequest, ticket_id: int, side_id: int) -> HttpResponse:
    """The conversation (GET): who opens it has read it. POST sends the next message."""
    ticket = ticket_for(request, ticket_id)
    conversation = conversation_for(request, side_id)
    if conversation.ticket_id != ticket.pk:
        # It went along with a merge, or came back from one.
        return redirect(_address(request, conversation))
    conversation.ticket = ticket
    place = Place(ticket, conversation)
    if request.method == "POST":
        send(request, place)
        return _opened(request, conversation, place)
    actions.mark_read(conversation, number=conversation.message_count, by=request.agent)
    return _page(request, parts_of(request, place, before=_number(request.GET.get("before", ""))))


@require_safe
@agent_view
def side_changes(request: AgentRequest, ticket_id: int, side_id: int) -> HttpResponse:
    """All parts of an open page but the composer's text, to be put in their places."""
    context = parts_of(request, on_ticket(request, ticket_id, side_id))
    return render(request, "side_conversations/_changes.html", context)


@require_http_methods(["POST", "DELETE"])
@agent_view
def side_done(request: AgentRequest, ticket_id: int, side_id: int) -> HttpResponse:
    """Mark it as done; DELETE, or the button of a plain form, takes it up again."""
    place = on_ticket(request, ticket_id, side_id)
    assert place.conversation is not None
    is_over = request.method == "POST" and "reopen" not in request.POST
    act = actions.finish if is_over else actions.reopen
    place.conversation.done_at = act(place.conversation, by=request.agent).done_at
    if not is_htmx(request):
        return redirect(_address(request, place.conversation))
    response = render(request, "side_conversations/_changes.html", parts_of(request, place))
    if not is_over:
        return response
    undo = reverse("side_done", args=[ticket_id, side_id])
    return with_toast(response, _("Marked as done."), undo=undo, undo_method="DELETE")


@require_POST
@agent_view
def side_reading(request: AgentRequest, ticket_id: int, side_id: int) -> HttpResponse:
    """The page says up to which message it was in sight."""
    conversation = on_ticket(request, ticket_id, side_id).conversation
    number = _number(request.POST.get("number", ""))
    if conversation is not None and number is not None:
        actions.mark_read(conversation, number=number, by=request.agent)
    return HttpResponse(status=204)


def _page(request: AgentRequest, context: dict[str, Any]) -> HttpResponse:
    """Beside the list; as a part, the conversation alone."""
    if asks_for(request, "ticket"):
        return render(
            request, "side_conversations/_conversation.html", context | {"is_fragment": True}
        )
    open_id = context["ticket"].pk
    return render(
        request,
        "side_conversations/conversation.html",
        {**workspace(request), **context, "open_id": open_id},
    )


def _opened(
    request: AgentRequest, conversation: SideConversation | None, place: Place
) -> HttpResponse:
    """After sending: the conversation, with what was just said at its end."""
    if conversation is None:
        # It was sent already, by another window or the same one twice.
        latest = SideConversation.objects.filter(ticket=place.ticket, begun_by=request.agent)
        conversation = latest.latest("pk")
    if not is_htmx(request):
        return redirect(_address(request, conversation))
    conversation = conversation_for(request, conversation.pk)
    conversation.ticket = place.ticket
    context = parts_of(request, Place(place.ticket, conversation))
    response = render(
        request, "side_conversations/_conversation.html", context | {"is_fragment": True}
    )
    response["HX-Push-Url"] = _address(request, conversation)
    return response


def _quote(request: AgentRequest, place: Place, message: Message) -> None:
    """Put its words, as words alone, below what the agent may have begun to write."""
    draft = actions.draft_at(place, by=request.agent)
    quote = f"<blockquote>{html_from_text(message.text[:_LONGEST_QUOTE].strip())}</blockquote>"
    begun = draft.html if draft else "<p></p>"
    keep(request, place, html=f"{begun}{quote}<p></p>")


def _address(request: AgentRequest, conversation: SideConversation) -> str:
    args = [conversation.ticket_id, conversation.pk]
    return in_view(request, reverse("side_conversation", args=args))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None
