"""Where something came from, in the field's words for channels."""

from typing import Any

import msgspec

_NAMES = {"email": "email", "web": "web", "api": "api", "chat": "chat", "phone": "voice"}


class Source(msgspec.Struct):
    from_: dict[str, Any] = msgspec.field(default_factory=dict, name="from")
    to: dict[str, Any] = msgspec.field(default_factory=dict)
    rel: str | None = None


class Via(msgspec.Struct):
    channel: str
    source: Source = msgspec.field(default_factory=Source)


def via(channel: str) -> Via:
    return Via(channel=_NAMES.get(channel, channel))
