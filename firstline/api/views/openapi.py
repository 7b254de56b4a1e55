from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstline.api.openapi import document


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API, made from its code."""
    return HttpResponse(
        document(request.build_absolute_uri("/api/v2")), content_type="application/json"
    )
