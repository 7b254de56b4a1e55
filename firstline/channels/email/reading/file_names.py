"""Names of attachments: display data, cleaned first and checked after (T31, T32)."""

import re
import unicodedata

LONGEST_NAME = 150

# Characters that are invisible or turn the reading direction: they hide what a file really is.
_DECEPTIVE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_SEPARATOR = re.compile(r"[/\\]")
_UNWANTED = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)

_EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/vcard": "vcf",
    "text/rfc822-headers": "txt",
    "message/rfc822": "eml",
    "message/delivery-status": "txt",
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "application/octet-stream": "bin",
    "application/pkcs7-signature": "p7s",
    "application/pgp-signature": "asc",
}


def clean_name(name: str) -> str:
    """The last piece of a path, without what hides or misleads; empty when nothing is left."""
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character) not in _DECEPTIVE
    )
    last = _SEPARATOR.split(visible)[-1]
    last = " ".join(_UNWANTED.sub("_", last).split()).strip(". ")
    if _DEVICE.fullmatch(last):
        last = f"_{last}"
    return _shorten(last)


def name_for(content_type: str, number: int) -> str:
    """A name for a file that came without one."""
    subtype = content_type.rpartition("/")[2]
    extension = _EXTENSIONS.get(content_type) or re.sub(r"\W.*", "", subtype) or "bin"
    return f"attachment-{number}.{extension}"


def _shorten(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
