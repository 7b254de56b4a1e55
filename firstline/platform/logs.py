"""One line per record; nothing in it can forge a second or drive a terminal (T10)."""

import logging
import re

from firstline.platform.web.request_id import request_id

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
# A secret in a URL or an assignment never reaches a log (T49).
_SECRET = re.compile(
    r"""(?ix)
    ((?:password|passwd|secret|token|api_key)"?\s*[=:]\s*"?)[^\s,;&"']+   # an assignment
    | (?<=://)([^/\s:@]+):[^@\s/]+@                                       # user:password@ in a URL
    """
)


class LineFormatter(logging.Formatter):
    """`time level logger: message [request]`, control characters escaped, tracebacks readable."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        line = super().formatMessage(record)
        if ident := request_id.get():
            line += f" [{ident}]"
        return redacted(_CONTROL.sub(_escaped, line))


def redacted(text: str) -> str:
    """The text with the values of anything that looks like a credential replaced."""
    return _SECRET.sub(
        lambda match: f"{match[1] or match[2] + ':'}…{'' if match[1] else '@'}", text
    )


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
