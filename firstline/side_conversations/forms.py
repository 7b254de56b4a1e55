"""What the form of a side conversation sends, beyond what every composer sends."""

import re
from collections.abc import Mapping

# The editor shows a picture by its address; the message keeps it by its content id.
# A tag ends where the next one begins: none is searched to the end of the text (T28).
_SHOWN_PICTURE = re.compile(
    r'(<img\b(?:[^<>"]|"[^"]*")*?)\ssrc="(?:https?://[^/"]+)?/side-files/(\d{1,18})/[^"]*"'
)


def pictures_in(html: str) -> list[int]:
    """The files that the text shows, as ids that anybody may have typed."""
    return [int(match[2]) for match in _SHOWN_PICTURE.finditer(html)]


def html_by_content_id(html: str, content_ids: Mapping[int, str]) -> str:
    """The HTML with each known picture named by its content id instead of its address."""

    def by_content_id(match: re.Match[str]) -> str:
        content_id = content_ids.get(int(match[2]))
        return f'{match[1]} data-cid="{content_id}"' if content_id else match[1]

    return _SHOWN_PICTURE.sub(by_content_id, html)
