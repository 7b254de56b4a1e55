"""A guard before the HTML parser, whose time grows with the square of the nesting."""

import re
from collections import Counter

from firstline.platform.html.tree import names

DEEPEST_NESTING = 1000

START_OR_END_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Elements that a parser closes by itself, so that many in a row do not nest.
SELF_CLOSING = names(
    "area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot"
    " th thead tr track wbr"
)


def nests_too_deeply(html: str) -> bool:
    """Whether a linear count finds more elements open at once than any real mail has."""
    open_tags: Counter[str] = Counter()
    depth = 0
    for match in START_OR_END_TAG.finditer(html):
        name = match[2].lower()
        if name in SELF_CLOSING:
            continue
        if not match[1]:
            open_tags[name] += 1
            depth += 1
        elif open_tags[name]:
            open_tags[name] -= 1
            depth -= 1
        if depth > DEEPEST_NESTING:
            return True
    return False
