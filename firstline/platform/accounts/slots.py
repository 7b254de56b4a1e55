from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.platform.slots import fill


@fill("sign_in")
def sign_in_service(request: HttpRequest) -> str:
    """The button for the company's own sign-in service, where there is one."""
    if settings.OIDC is None:
        return ""
    context = {"service": settings.OIDC, "next": request.GET.get("next", "")}
    return render_to_string("accounts/_sign_in_service.html", context, request)
