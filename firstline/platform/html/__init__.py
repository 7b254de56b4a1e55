"""The one place where HTML from people is made harmless."""

from firstline.platform.html.images import content_ids, count_remote_images, fill_images
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
    "sanitise_composed",
    "sanitise_mail",
    "text_from_html",
    "without_looks",
]
