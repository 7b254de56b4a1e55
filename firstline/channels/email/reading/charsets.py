"""Bytes to text when the claimed character set may be wrong, unknown or missing (T52)."""

import codecs
import re

# Python also calls "punycode", "unicode_escape" and the like encodings; mail may not use those.
_KNOWN = re.compile(
    r"ascii|utf-(?:7|8|8-sig|16|16-be|16-le|32|32-be|32-le)|iso8859-\d+|cp\d{3,4}|koi8-[rtu]"
    r"|mac-\w+|kz1048|ptcp154|tis-620|gb\w+|hz|big5\w*|euc_\w+|shift_\w+|iso2022_\w+|johab"
)
# What senders name these is, in practice, the larger set that browsers decode with.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_WESTERN = "cp1252"

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# C0 controls other than tab and line breaks mean nothing in a body, and NUL cannot be stored.
_UNWANTED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(content: bytes, claimed: str = "") -> str:
    """The text, clean enough for PostgreSQL and JSON; what cannot be read becomes U+FFFD."""
    return clean(_decode(content, claimed))


def clean(text: str) -> str:
    """Without NUL, controls and lone surrogates, lines ended by a line feed alone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", text).translate(_UNWANTED)


def _decode(content: bytes, claimed: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    encoding = _encoding(claimed)
    # Western text that happens to be valid UTF-8 is UTF-8 mislabelled: the reverse is very rare.
    candidates = ["utf-8", encoding] if encoding == _WESTERN else [encoding, "utf-8"]
    for candidate in candidates:
        if candidate == _WESTERN:
            break
        try:
            return content.decode(candidate)
        except UnicodeError:
            continue
    return _nearest(content, candidates[0])


def _nearest(content: bytes, encoding: str) -> str:
    """A few broken bytes spoil a few characters; many mean that the claim was wrong."""
    text = content.decode(encoding, "replace")
    foreign = sum(byte > 127 for byte in content)
    if text.count("\ufffd") * 2 > foreign:
        return content.decode(_WESTERN, "replace")
    return text


def _encoding(claimed: str) -> str:
    name = claimed.strip().strip("\"'").lower()
    if not name or len(name) > 40 or not name.isascii():
        return _WESTERN
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return _WESTERN
    if not _KNOWN.fullmatch(found):
        return _WESTERN
    return _MEANT.get(found, found)
