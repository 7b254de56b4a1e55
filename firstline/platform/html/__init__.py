"""The one place where HTML from people is made harmless."""

from firstline.platform.html.images import content_ids, count_remote_images, fill_images
from firstline.platform.html.mentions import mentions_in, without_mentions
from firstline.platform.html.redact import redacted_html, redacted_text
from firstline.platform.html.sanitise import (
    is_simple,
    sanitise_composed,
    sanitise_mail,
    without_looks,
)
from firstline.platform.html.text import html_from_text, text_from_html

__all__ = [
    "content_ids",
    "count_remote_images",
    "fill_images",
    "html_from_text",
    "is_simple",
    "mentions_in",
    "redacted_html",
    "redacted_text",
    "sanitise_composed",
    "sanitise_mail",
    "text_from_html",
    "without_looks",
    "without_mentions",
]
