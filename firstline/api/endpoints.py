"""How a function becomes a URL of the API: who calls, JSON in and out, errors, and its docs."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from firstline.api import errors
from firstline.api.authentication import calling_agent
from firstline.platform.errors import DomainError
from firstline.team.access import AgentRequest
from firstline.team.rights import Right
from firstline.team.rules import must

Shape = TypeVar("Shape", bound=msgspec.Struct)


@dataclass(frozen=True)
class Answer:
    """What an endpoint returns: a shape of `shapes/`, a status, and headers of its own."""

    body: msgspec.Struct | Mapping[str, Any]
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] | None = None


Function = Callable[..., Answer]


@dataclass(frozen=True)
class Endpoint:
    """One method of one path, with what its documentation is made from."""

    route: str
    method: str
    function: Function


@dataclass(frozen=True)
class Description:
    """The shapes that an endpoint takes and gives."""

    answer: type[msgspec.Struct]
    body: type[msgspec.Struct] | None = None
    status: int = HTTPStatus.OK
    parameters: tuple[str, ...] = ()


ENDPOINTS: list[Endpoint] = []


def describes(
    answer: type[msgspec.Struct],
    *,
    body: type[msgspec.Struct] | None = None,
    status: int = HTTPStatus.OK,
    parameters: tuple[str, ...] = (),
) -> Callable[[Function], Function]:
    """Say what an endpoint takes and gives; its docstring says the rest."""

    def attach(function: Function) -> Function:
        function.description = Description(answer, body, status, parameters)  # type: ignore[attr-defined]
        return function

    return attach


def description_of(function: Function) -> Description:
    return cast("Description", function.description)  # type: ignore[attr-defined]


def route(route: str, name: str, **functions: Function) -> list[URLPattern]:
    """URLs with and without `.json` for one path; `functions` by method, such as GET=index."""
    ENDPOINTS.extend(Endpoint(route, method, function) for method, function in functions.items())
    view = _view(functions)
    return [
        path(route, view, name=f"api-{name}"),
        path(f"{route}.json", view, name=f"api-{name}-json"),
    ]


def body_of(request: HttpRequest, shape: type[Shape]) -> Shape:
    """The request's JSON as a shape; unknown keys are let through, wrong types are refused."""
    try:
        return msgspec.json.decode(request.body or b"{}", type=shape, strict=False)
    except msgspec.ValidationError as error:
        raise errors.UnreadableBody(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise errors.UnreadableBody from error


def _view(functions: Mapping[str, Function]) -> Callable[..., HttpResponse]:
    @csrf_exempt  # an Authorization header is needed, and no page can make a browser send one
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        try:
            return _answered(request, functions, arguments)
        except errors.ApiError as error:
            return _response(error.body, error.answer_status)
        except DomainError as refusal:
            refused = errors.of_refusal(refusal)
            return _response(refused.body, refused.answer_status)

    return cast("Callable[..., HttpResponse]", wraps(next(iter(functions.values())))(view))


def _answered(
    request: HttpRequest, functions: Mapping[str, Function], arguments: Mapping[str, Any]
) -> HttpResponse:
    method = "GET" if request.method == "HEAD" else str(request.method)
    function = functions.get(method)
    if function is None:
        response = _response({"error": "MethodNotAllowed", "description": "Not allowed here"}, 405)
        response.headers["Allow"] = ", ".join(functions)
        return response
    agent = calling_agent(request)
    if agent is None:
        raise errors.NotAuthenticated
    must(agent, Right.API)
    request.agent = agent  # type: ignore[attr-defined]
    with nullcontext() if method == "GET" else transaction.atomic():
        answer = function(cast("AgentRequest", request), **arguments)
    return _conditional(request, _response(answer.body, answer.status, answer.headers))


def _response(
    body: msgspec.Struct | Mapping[str, Any], status: int, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    response = HttpResponse(
        msgspec.json.encode(body), status=status, content_type="application/json; charset=utf-8"
    )
    response.headers["Cache-Control"] = "max-age=0, private, must-revalidate"
    response.headers["X-Zendesk-API-Version"] = "v2"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A caller that has this very answer already is told so."""
    if request.method not in {"GET", "HEAD"}:
        return response
    tag = f'W/"{hashlib.md5(response.content, usedforsecurity=False).hexdigest()}"'
    response.headers["ETag"] = tag
    if request.headers.get("If-None-Match") == tag:
        response.status_code = HTTPStatus.NOT_MODIFIED
        response.content = b""
    return response
