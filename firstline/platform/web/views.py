from django.http import HttpRequest, JsonResponse

from firstline.platform.web.health import failing_part


def healthz(request: HttpRequest) -> JsonResponse:
    """For load balancers and supervisors: the name of a part that is down, and no more."""
    failing = failing_part()
    if failing is None:
        return JsonResponse({"status": "ok"})
    return JsonResponse({"status": "failing", "part": failing}, status=503)
