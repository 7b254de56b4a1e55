"""What the composer sends: a text, its pictures, its files."""

import re
from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest, QueryDict

from firstline.desk.time_spent import MOST_MINUTES
from firstline.platform.html import html_from_text
from firstline.platform.language import KNOWN_LANGUAGES

MOST_FILES = 100
# The editor shows a picture by its address; the message keeps it by its content id.
# A tag ends where the next one begins: none is searched to the end of the text (T28).
_SHOWN_PICTURE = re.compile(
    r'(<img\b(?:[^<>"]|"[^"]*")*?)\ssrc="(?:https?://[^/"]+)?/attachments/(\d{1,18})/[^"]*"'
)


@dataclass(frozen=True)
class Composed:
    html: str
    file_ids: list[int]
    # Pictures in the text.
    picture_ids: list[int]
    # The last message that the writer's page showed.
    seen: int | None
    # The name of the status to set with a reply; empty leaves it as it is.
    then: str
    # The draft that the page began with; None where nothing is said of it.
    version: int | None = None
    # None where the form does not ask.
    language: str | None = None
    is_signed: bool | None = None
    minutes: int | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What a form holds; the plain text counts where no editor ran."""
        html = request.POST.get("body_html", "")
        is_custom = request.POST.get("later") == "custom"
        then = request.POST.get("later_then" if is_custom else "then", "")
        return cls(
            html=html or html_from_text(request.POST.get("body", "")),
            file_ids=_numbers(request.POST.getlist("files")[:MOST_FILES]),
            picture_ids=_numbers(request.POST.getlist("inline_files")[:MOST_FILES]),
            seen=next(iter(_numbers([request.POST.get("seen", "")])), None),
            then=then,
            version=next(iter(_numbers([request.POST.get("version", "")])), None),
            language=_language(request.POST),
            minutes=_minutes(request.POST),
            is_signed="signed" in request.POST if "may_sign" in request.POST else None,
        )

    @property
    def shown_picture_ids(self) -> list[int]:
        return [int(match[2]) for match in _SHOWN_PICTURE.finditer(self.html)]

    def html_by_content_id(self, content_ids: dict[int, str]) -> str:
        """The HTML with each known picture named by its content id instead of its address."""

        def by_content_id(match: re.Match[str]) -> str:
            content_id = content_ids.get(int(match[2]))
            return f'{match[1]} data-cid="{content_id}"' if content_id else match[1]

        return _SHOWN_PICTURE.sub(by_content_id, self.html)


def _language(posted: QueryDict) -> str | None:
    """What the writer chose; what the page proposed, and nobody changed, is no choice."""
    code = posted.get("language")
    if code == posted.get("language_was"):
        return None
    return code if code == "" or code in KNOWN_LANGUAGES else None


def _minutes(posted: QueryDict) -> int | None:
    """How long was worked on it; nothing where the field says nothing that could be meant."""
    given = next(iter(_numbers([posted.get("minutes", "")])), None)
    return None if given is None else min(given, MOST_MINUTES)


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) <= 18]
