"""From an ASGI scope to a WSGI environment."""

import sys
from functools import lru_cache
from typing import IO
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

from starlette.types import Scope

_UNPREFIXED = {"CONTENT_TYPE", "CONTENT_LENGTH"}


def wsgi_environ(scope: Scope, body: IO[bytes], length: int | None) -> WSGIEnvironment:
    """The environment of one request whose body has been read; `length` is None without a body."""
    raw_path: bytes = scope["raw_path"]
    host, port = scope["server"]
    address, client_port = scope["client"]
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        # From the bytes that were sent: the server puts replacement characters into its `path`.
        "PATH_INFO": _unquoted(raw_path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": address,
        "REMOTE_PORT": str(client_port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = _key_of(name)
        if key is None:
            continue
        text = value.decode("latin-1")
        if key in environ:
            # Cookies are joined by another sign than all other repeated headers.
            environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + text
        else:
            environ[key] = text
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


def _unquoted(path: bytes) -> bytes:
    return unquote_to_bytes(path) if b"%" in path else path


@lru_cache(maxsize=1024)
def _key_of(name: bytes) -> str | None:
    """`HTTP_USER_AGENT` for `user-agent`; None for names that could be taken for another header."""
    if b"_" in name:
        return None
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in _UNPREFIXED else f"HTTP_{key}"
