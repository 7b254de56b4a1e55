"""What strangers sent: mail HTML in its own frame, remote pictures on request, files."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from firstline.desk import actions
from firstline.desk.models import Message, RemoteImage
from firstline.desk.queries.shown import inline_images
from firstline.desk.views.access import attachment_for, message_for, ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx
from firstline.desk.views.ticket import parts_of
from firstline.platform.files.content_types import SHOWABLE
from firstline.platform.files.models import StoredFile
from firstline.platform.files.storing import open_file
from firstline.platform.html import fill_images
from firstline.platform.web.headers import MESSAGE_FRAME_POLICY
from firstline.team.access import AgentRequest, agent_view

# A browser may keep the bytes, which never change, but asks each time whether it still may.
_ASK = "private, no-cache"


@require_safe
@agent_view
def frame(request: AgentRequest, message_id: int) -> HttpResponse:
    """The mail's own HTML, for a frame where nothing runs and nothing is fetched from outside."""
    message = message_for(request, message_id)
    images = inline_images(list(message.attachments.select_related("file")))
    fetched = _fetched(message)
    context = {
        "html": _filled(message.html, images, fetched),
        "quote": _filled(message.quoted_html, images, fetched),
        "language": message.language,
    }
    response = render(request, "desk/frame.html", context)
    response["Content-Security-Policy"] = MESSAGE_FRAME_POLICY
    return response


@require_POST
@agent_view
def images(request: AgentRequest, message_id: int) -> HttpResponse:
    """Ask for the remote pictures of a mail; they appear when they have been fetched."""
    message = message_for(request, message_id)
    actions.show_images(message)
    if not is_htmx(request):
        return redirect(address_of_ticket(request, message.ticket_id))
    context = parts_of(request, ticket_for(request, message.ticket_id))
    return render(request, "desk/_changes.html", context)


@require_safe
@agent_view
def remote_image(request: AgentRequest, message_id: int, image_id: int) -> HttpResponseBase:
    message = message_for(request, message_id)
    image = message.remote_pictures.filter(pk=image_id).select_related("file").first()
    if image is None or image.file is None:
        raise Http404
    return serve_file(request, image.file, "image", is_shown=True)


@require_safe
@agent_view
def attachment(request: AgentRequest, attachment_id: int, name: str) -> HttpResponseBase:
    """The file under its own name; only pictures that cannot carry a script are shown (T03)."""
    attachment = attachment_for(request, attachment_id)
    wants_to_see = "download" not in request.GET
    is_shown = wants_to_see and attachment.is_showable
    return serve_file(request, attachment.file, attachment.name, is_shown=is_shown)


def _fetched(message: Message) -> dict[str, str]:
    """Our address of each remote picture that has been fetched, by the sender's address."""
    if message.images_asked_at is None:
        return {}
    found = RemoteImage.objects.filter(message=message, file__isnull=False)
    return {image.address: reverse("remote_image", args=[message.pk, image.pk]) for image in found}


def _filled(html: str, images: dict[str, str], fetched: dict[str, str]) -> Markup:
    # Sanitised when it was written; the frame's own policy lets nothing run and nothing out.
    return Markup(  # noqa: S704
        fill_images(html, inline=images, remote=lambda address: fetched.get(address, ""))
    )


def serve_file(
    request: AgentRequest, file: StoredFile, name: str, *, is_shown: bool
) -> HttpResponseBase:
    """The bytes, or word that the browser's copy is still good and still allowed."""
    tag = quote_etag(file.sha256)
    known = get_conditional_response(request, etag=tag)
    response = known or _fresh(file, name, is_shown=is_shown)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cache-Control"] = _ASK
    response["ETag"] = tag
    return response


def _fresh(file: StoredFile, name: str, *, is_shown: bool) -> FileResponse:
    # A type that a browser might run in our origin is not even named.
    is_harmless = file.content_type in SHOWABLE
    return FileResponse(
        open_file(file),
        as_attachment=not is_shown,
        filename=name or "file",
        content_type=file.content_type if is_harmless else "application/octet-stream",
    )
