"""How tags are written, wherever something has tags."""

import re
from collections.abc import Iterable

MOST_TAGS = 50

_NOT_IN_TAG = re.compile(r"[\s,;\"'<>]+")
# Controls, and marks that turn the direction of the text around them: nobody sees them.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def cleaned_tags(tags: Iterable[str]) -> list[str]:
    """Lower case, without blanks, quotes and what nobody sees, each once, sorted."""
    written = (_NOT_IN_TAG.sub("_", UNSEEN.sub("", tag).strip().lower()) for tag in tags)
    return sorted({tag.strip("_")[:64] for tag in written} - {""})
