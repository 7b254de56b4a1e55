from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from firstline.api.authentication import calling_agent
from firstline.desk.models import Attachment
from firstline.platform.files.storing import open_file
from firstline.team.access import agent_of


@require_safe
def content(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The bytes of an attachment, always as a download, for a token or a signed-in agent."""
    reader = calling_agent(request) or agent_of(request)
    attachment = (
        Attachment.objects.visible_to(reader)
        .select_related("file")
        .filter(pk=attachment_id)
        .first()
    )
    if attachment is None:
        return JsonResponse({"error": "RecordNotFound", "description": "Not found"}, status=404)
    if request.method == "HEAD":
        return HttpResponse(headers={"Content-Length": str(attachment.file.size)})
    return FileResponse(
        open_file(attachment.file),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
