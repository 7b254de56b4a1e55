"""OpenAPI 3.1, generated from the endpoints and their shapes."""

import re
from typing import Any

import msgspec

from firstline.api.endpoints import ENDPOINTS, Endpoint, description_of

_IN_PATH = re.compile(r"<int:(\w+)>")
_WHOLE_NUMBERS = {"page", "per_page", "page[size]"}


class Error(msgspec.Struct):
    """What was refused, and why."""

    error: str | dict[str, str]
    description: str = ""
    details: dict[str, list[dict[str, str]]] = msgspec.field(default_factory=dict)


def document(server: str) -> bytes:
    """The whole description, as JSON."""
    descriptions = [description_of(endpoint.function) for endpoint in ENDPOINTS]
    shapes = {
        Error,
        *(each.answer for each in descriptions),
        *(each.body for each in descriptions if each.body),
    }
    _schemas, components = msgspec.json.schema_components(
        sorted(shapes, key=lambda shape: shape.__name__), ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        path = "/" + _IN_PATH.sub(r"{\1}", endpoint.route)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Firstline Support API", "version": "2"},
            "servers": [{"url": server}],
            "security": [{"token": []}, {"bearer": []}],
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {
                    "token": {
                        "type": "http",
                        "scheme": "basic",
                        "description": "User `you@example.com/token`, password an API token.",
                    },
                    "bearer": {"type": "http", "scheme": "bearer"},
                },
            },
        }
    )


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    described = description_of(endpoint.function)
    area = endpoint.function.__module__.rpartition(".")[2]
    operation: dict[str, Any] = {
        "operationId": f"{area}_{endpoint.function.__name__}",
        "summary": (endpoint.function.__doc__ or "").strip().splitlines()[0],
        "tags": [area],
        "parameters": [
            *_path_parameters(endpoint.route),
            *map(_query_parameter, described.parameters),
        ],
        "responses": {
            str(int(described.status)): _content("Done.", described.answer),
            **{
                status: _content(text, Error)
                for status, text in {
                    "400": "Something in the request makes no sense.",
                    "401": "No valid token.",
                    "403": "Not allowed.",
                    "404": "There is no such thing, or it is not for you.",
                    "409": "Changed by somebody else meanwhile.",
                    "422": "A value cannot be kept, or the body is no JSON.",
                }.items()
            },
        },
    }
    if described.body:
        operation["requestBody"] = {"required": True, **_body(described.body)}
    return operation


def _path_parameters(route: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "format": "int64", "minimum": 1},
        }
        for name in _IN_PATH.findall(route)
    ]


def _query_parameter(name: str) -> dict[str, Any]:
    kind = {"type": "integer", "minimum": 1} if name in _WHOLE_NUMBERS else {"type": "string"}
    return {"name": name, "in": "query", "required": name == "query", "schema": kind}


def _content(text: str, shape: type[msgspec.Struct]) -> dict[str, Any]:
    return {"description": text, **_body(shape)}


def _body(shape: type[msgspec.Struct]) -> dict[str, Any]:
    return {
        "content": {
            "application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}
        }
    }
