"""What strangers sent: mail HTML in its own frame, and files."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstline.desk.views.messages import serve_file
from firstline.platform.web.headers import MESSAGE_FRAME_POLICY
from firstline.side_conversations.queries.shown import filled, pictures_of
from firstline.side_conversations.views.access import file_for, on_ticket
from firstline.team.access import AgentRequest, agent_view


@require_safe
@agent_view
def side_frame(request: AgentRequest, ticket_id: int, side_id: int, number: int) -> HttpResponse:
    """The mail's own HTML, for a frame where nothing runs and nothing is fetched from outside."""
    conversation = on_ticket(request, ticket_id, side_id).conversation
    assert conversation is not None
    message = conversation.messages.filter(number=min(number, 2**31 - 1)).first()
    if message is None:
        raise Http404
    pictures = pictures_of(list(message.attachments.select_related("file")))
    context = {
        "html": filled(message.html, pictures),
        "quote": filled(message.quoted_html, pictures),
        "language": message.language,
    }
    response = render(request, "desk/frame.html", context)
    response["Content-Security-Policy"] = MESSAGE_FRAME_POLICY
    return response


@require_safe
@agent_view
def side_file(request: AgentRequest, file_id: int, name: str) -> HttpResponseBase:
    """The file under its own name; only pictures that cannot carry a script are shown (T03)."""
    found = file_for(request, file_id)
    is_shown = "download" not in request.GET and found.is_showable
    return serve_file(request, found.file, found.name, is_shown=is_shown)
