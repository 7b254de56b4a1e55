from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from firstline.platform.errors import NotAllowed
from firstline.platform.web.headers import CONTENT_SECURITY_POLICY, MESSAGE_FRAME_POLICY
from firstline.platform.web.middleware import Refusals, SecurityHeaders


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def framed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello", headers={"Content-Security-Policy": MESSAGE_FRAME_POLICY})


def test_pages_carry_the_strict_policy_and_are_not_stored(rf: RequestFactory) -> None:
    response = SecurityHeaders(plain)(rf.get("/"))
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"


def test_a_view_may_set_another_policy(rf: RequestFactory) -> None:
    response = SecurityHeaders(framed)(rf.get("/"))
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_the_frame_does_not_let_mail_run_scripts() -> None:
    assert MESSAGE_FRAME_POLICY.startswith("default-src 'none'")
    assert "allow-scripts" not in MESSAGE_FRAME_POLICY
    assert "script-src" not in MESSAGE_FRAME_POLICY


def test_a_refusal_is_a_fragment_for_htmx_and_a_page_for_others(rf: RequestFactory) -> None:
    refusals = Refusals(plain)
    error = NotAllowed("Light agents write notes only.")
    fragment = refusals.process_exception(rf.post("/", headers={"HX-Request": "true"}), error)
    page = refusals.process_exception(rf.post("/"), error)
    for response in (fragment, page):
        assert response is not None
        assert response.status_code == 403
        assert "Light agents write notes only." in response.content.decode()
    assert fragment is not None
    assert b"<html" not in fragment.content


def test_other_errors_are_not_refusals(rf: RequestFactory) -> None:
    assert Refusals(plain).process_exception(rf.get("/"), ValueError("x")) is None
