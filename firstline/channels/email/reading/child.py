"""Reading in a limited child process: what hostile bytes can break is only that process."""

import atexit
from functools import cache

import msgspec

from firstline.channels.email.reading.mail import MailRefused, ParsedMail
from firstline.channels.email.reading.reader import read
from firstline.platform.jobs.limited import LimitedChild, LimitExceeded, Limits, WorkFailed


class _Request(msgspec.Struct):
    raw: bytes
    envelope_sender: str | None


class _Answer(msgspec.Struct):
    mail: ParsedMail | None
    refused: str = ""


def read_safely(raw: bytes, *, envelope_sender: str | None = None) -> ParsedMail:
    """Like `read`, but what takes too long, too much memory or the process itself is refused."""
    request = msgspec.msgpack.encode(_Request(raw, envelope_sender))
    try:
        answer = msgspec.msgpack.decode(_child()(request), type=_Answer)
    except LimitExceeded as error:
        raise MailRefused(f"reading it {error.sentence}") from error
    except WorkFailed as error:
        raise MailRefused(f"reading it failed: {error}") from error
    if answer.mail is None:
        raise MailRefused(answer.refused)
    return answer.mail


def work(request: bytes) -> bytes:
    """What the child runs for each mail."""
    asked = msgspec.msgpack.decode(request, type=_Request)
    try:
        answer = _Answer(read(asked.raw, envelope_sender=asked.envelope_sender))
    except MailRefused as refused:
        answer = _Answer(None, refused.sentence)
    except RecursionError:
        answer = _Answer(None, "its parts are nested too deeply")
    except MemoryError:
        answer = _Answer(None, "reading it took too much memory")
    return msgspec.msgpack.encode(answer)


@cache
def _child() -> LimitedChild:
    child = LimitedChild(f"{__name__}:work", Limits())
    atexit.register(child.close)
    return child
