"""What an attachment is: its bytes decide, the sender may only say which kind of that (T03)."""

import re

from firstline.platform.files.content_types import content_type_of

_HEAD = 4096
_MARKUP = re.compile(rb"\s*(?:<!--|<\?xml|<!doctype|<html|<head|<body|<script|<svg)", re.IGNORECASE)
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)

# What a sender may call bytes of the proven type.
_KINDS_OF: dict[str, re.Pattern[str]] = {
    "application/zip": re.compile(
        r"application/(?:vnd\.openxmlformats-officedocument\.[\w.-]+"
        r"|vnd\.oasis\.opendocument\.[\w.-]+|vnd\.ms-[\w.-]+macroenabled[\w.-]*|epub\+zip"
        r"|java-archive|vnd\.android\.package-archive)"
    ),
    "text/plain": re.compile(
        r"text/(?:csv|calendar|vcard|x-vcard|markdown|rtf|x-[\w.-]+|rfc822-headers|tab-separated.*)"
        r"|application/(?:json|pgp-signature|pgp-keys|pgp-encrypted|ics|rtf|x-ndjson|yaml)"
        r"|message/[\w.-]+"
    ),
    "application/octet-stream": re.compile(
        r"application/(?:msword|vnd\.ms-[\w.-]+|x-?pkcs7-[\w-]+|pkcs7-[\w-]+|ms-tnef|x-7z-compressed"
        r"|x-rar-compressed|vnd\.rar|x-tar|x-bzip2?|octet-stream)|audio/[\w.+-]+|video/[\w.+-]+"
        r"|font/[\w.+-]+|image/(?:bmp|tiff|x-icon|vnd\.microsoft\.icon|heif|jp2|jxl)|text/csv"
        r"|message/[\w.-]+"
    ),
    "video/mp4": re.compile(r"video/quicktime|audio/(?:mp4|x-m4a|aac)|video/3gpp|image/heif"),
    "audio/ogg": re.compile(r"video/ogg|application/ogg"),
}


def proven_type(content: bytes, claimed: str) -> str:
    """The type of the content, refined by the claim only where the bytes allow it."""
    head = content[:_HEAD]
    proven = content_type_of(head)
    if proven == "text/plain" and _MARKUP.match(head):
        return "image/svg+xml" if _SVG.search(head) else "text/html"
    kinds = _KINDS_OF.get(proven)
    return claimed if kinds and kinds.fullmatch(claimed) else proven
