"""Which values a condition means by the text that stands in it."""

from typing import Any

from firstline.platform.conditions.perspective import Perspective

_LARGEST_ID = 2**63 - 1
# The field's numbers for channels, and the names that integrations use.
_CHANNELS = {
    "0": "web",
    "4": "email",
    "5": "api",
    "29": "chat",
    "33": "voicemail",
    "34": "phone",
    "35": "phone",
    "48": "web_widget",
    "mail": "email",
    "web_form": "web",
    "web_service": "api",
}
_TYPES = {"1": "question", "2": "incident", "3": "problem", "4": "task"}


def id_of(text: str, _perspective: Perspective) -> tuple[int, ...]:
    """The row of that number; none for what is not a number."""
    is_id = text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= _LARGEST_ID
    return (int(text),) if is_id else ()


def agent_id(text: str, perspective: Perspective) -> tuple[int, ...]:
    if text == "current_user":
        return () if perspective.person_id is None else (perspective.person_id,)
    return id_of(text, perspective)


def group_id(text: str, perspective: Perspective) -> tuple[int, ...]:
    return perspective.group_ids if text == "current_groups" else id_of(text, perspective)


def channel(text: str, _perspective: Perspective) -> tuple[str, ...]:
    return (_CHANNELS.get(text, text),)


def ticket_type(text: str, _perspective: Perspective) -> tuple[Any, ...]:
    """Service levels number the types; 0 is none."""
    return (None,) if text == "0" else (_TYPES.get(text, text),)
