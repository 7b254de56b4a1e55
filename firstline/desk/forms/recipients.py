"""Addresses as people type and paste them: one or many, with or without names."""

import re
from collections.abc import Iterator

from firstline.desk.forms.addresses import address_in

MOST_AT_ONCE = 48
LONGEST = 10_000
_BETWEEN = re.compile(r"[,;\r\n]+")
_IN_BRACKETS = re.compile(r"<([^<>\s]+)>")


def addresses_in(text: str) -> list[str]:
    """Each address once. Names beside them are left out: the desk knows what people are called."""
    found = dict.fromkeys(address_in(one) for one in _written(text[:LONGEST]))
    return list(found)[:MOST_AT_ONCE]


def _written(text: str) -> Iterator[str]:
    for part in _BETWEEN.split(text):
        bracketed = _IN_BRACKETS.findall(part)
        # Blanks separate addresses, and the words of a name that has none beside it.
        yield from bracketed or (part.split() if "@" in part else filter(None, [part.strip()]))
