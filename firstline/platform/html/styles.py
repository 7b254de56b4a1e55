"""What a `style` attribute in a mail may say: an allow-list of properties and of plain values."""

import re

from firstline.platform.html.tree import names

PROPERTIES = names(
    """
    background background-color border border-bottom border-bottom-color border-bottom-style
    border-bottom-width border-collapse border-color border-left border-left-color
    border-left-style border-left-width border-radius border-right border-right-color
    border-right-style border-right-width border-spacing border-style border-top
    border-top-color border-top-style border-top-width border-width caption-side clear color
    direction display empty-cells float font font-family font-size font-style font-variant
    font-weight height letter-spacing line-height list-style list-style-type margin
    margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width
    padding padding-bottom padding-left padding-right padding-top table-layout text-align
    text-decoration text-transform unicode-bidi vertical-align visibility white-space width
    word-break word-spacing word-wrap overflow-wrap
    """
)
FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc"})

# No backslash, colon, semicolon, at-sign, braces or angle brackets: nothing that could start
# another declaration, an escape, a comment or an address.
PLAIN_VALUE = re.compile(r"[\w\s#%.,()'\"!+*/-]*")
FUNCTION = re.compile(r"([\w-]*)\(")
NEGATIVE_LENGTH = re.compile(r"(?:^|[\s(])-[\d.]")
LONGEST_STYLE = 4000


def clean_style(style: str) -> str:
    """Keep the declarations that only change how the sender's own words look."""
    if len(style) > LONGEST_STYLE:
        return ""
    kept = (_clean_declaration(declaration) for declaration in style.split(";"))
    return ";".join(declaration for declaration in kept if declaration)


def _clean_declaration(declaration: str) -> str:
    name, _, value = declaration.partition(":")
    name, value = name.strip().lower(), " ".join(value.split())
    if name not in PROPERTIES or not value or not _is_plain(value):
        return ""
    if name.startswith("margin") and NEGATIVE_LENGTH.search(value):
        return ""
    return f"{name}:{value}"


def _is_plain(value: str) -> bool:
    if not PLAIN_VALUE.fullmatch(value) or "/*" in value:
        return False
    if value.count('"') % 2 or value.count("'") % 2 or value.count("(") != value.count(")"):
        return False
    return all(name.lower() in FUNCTIONS for name in FUNCTION.findall(value))
