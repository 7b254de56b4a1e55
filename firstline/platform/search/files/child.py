"""Files are read in a limited child process: what hostile bytes can break is only that process."""

import atexit
from functools import cache

import msgspec

from firstline.platform.jobs.limited import LimitedChild, LimitExceeded, Limits, WorkFailed
from firstline.platform.search.files.formats import Unreadable, text_of

# As much of a text as its search vector takes in.
LONGEST_TEXT = 60_000


class FileText(msgspec.Struct):
    """The text, or why there is none."""

    text: str
    trouble: str = ""


def read_text(content: bytes) -> FileText:
    """What the file says; what cannot be read says nothing."""
    try:
        return msgspec.msgpack.decode(_child()(content), type=FileText)
    except LimitExceeded as error:
        return FileText("", error.sentence)
    except WorkFailed as error:
        return FileText("", str(error))


def work(content: bytes) -> bytes:
    """What the child runs for each file."""
    try:
        answer = FileText(_tidied(text_of(content)))
    except Unreadable as refused:
        answer = FileText("", str(refused))
    except (RecursionError, MemoryError) as error:
        answer = FileText("", f"reading it ended with a {type(error).__name__}")
    return msgspec.msgpack.encode(answer)


def _tidied(text: str) -> str:
    storable = text.replace("\x00", " ").encode("utf-8", "ignore").decode("utf-8")
    return " ".join(storable.split())[:LONGEST_TEXT]


@cache
def _child() -> LimitedChild:
    child = LimitedChild(f"{__name__}:work", Limits(answer=1024 * 1024))
    atexit.register(child.close)
    return child
