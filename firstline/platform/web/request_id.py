"""A short name for each request, in its log lines and in the answer's `X-Request-ID`."""

import secrets
from contextvars import ContextVar

# Empty outside of a request.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def new_request_id() -> str:
    return secrets.token_hex(8)
