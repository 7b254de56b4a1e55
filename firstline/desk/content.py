"""What goes into a message, from whichever channel or composer it came."""

from dataclasses import dataclass, field, replace
from typing import Self

from firstline.platform.files.models import StoredFile
from firstline.platform.html import (
    html_from_text,
    sanitise_composed,
    text_from_html,
    without_mentions,
)


@dataclass(frozen=True)
class Content:
    """The words of a message. Every `html` here is already sanitised."""

    text: str
    html: str
    quoted_text: str = ""
    quoted_html: str = ""
    is_framed: bool = False
    remote_images: int = 0
    to: list[dict[str, str]] = field(default_factory=list)
    cc: list[dict[str, str]] = field(default_factory=list)
    is_unverified: bool = False

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls(text=text, html=html_from_text(text))

    @classmethod
    def from_composer(cls, html: str) -> Self:
        """What a person wrote in the rich-text editor."""
        clean = sanitise_composed(html)
        return cls(text=text_from_html(clean), html=clean)

    def for_customers(self) -> Self:
        """The same words without what only the team is to know: whom a note would have called."""
        return replace(self, html=without_mentions(self.html))


@dataclass(frozen=True)
class NewAttachment:
    """A stored file on its way into a message."""

    file: StoredFile
    name: str
    content_id: str = ""
    is_inline: bool = False
