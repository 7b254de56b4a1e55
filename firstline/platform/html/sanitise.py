"""Allow-list cleaning of mail HTML and of what our own editor makes, with nh3.

Cleaning is repeated until it changes nothing: removing an element can leave markup which a
browser would read as another tree (`<p><button><p>`), and that gap is where mutation attacks live.
What does not settle, or is too large or too deep to be parsed quickly, is shown as text.
"""

import re
from collections.abc import Callable
from functools import cache, partial

import nh3

from firstline.platform.html.images import hold_back_images
from firstline.platform.html.mentions import MENTION
from firstline.platform.html.nesting import nests_too_deeply
from firstline.platform.html.styles import clean_style
from firstline.platform.html.text import html_from_text, strip_tags
from firstline.platform.html.tree import Element, names, parse, render

LONGEST_HTML = 2_000_000
MOST_TAGS = 60_000
MOST_PASSES = 8

SIMPLE_TAGS = names(
    "a b bdi bdo blockquote br code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i ins kbd li ol"
    " p pre q s small span strike strong sub sup u ul wbr"
)
MAIL_TAGS = SIMPLE_TAGS | names(
    "abbr acronym address article aside big caption center cite col colgroup dfn dir figcaption"
    " figure footer header img main mark nav rp rt ruby samp section table tbody td tfoot th thead"
    " time tr tt var"
)
COMPOSED_TAGS = names(
    "a b blockquote br code del em h1 h2 h3 h4 hr i img ins li ol p pre s span strong sub sup"
    " table tbody td th thead tr u ul"
)
# Gone with all they hold: raw text, foreign content, and what only makes sense when it runs.
GONE_WITH_CONTENT = names(
    "applet audio canvas datalist embed frame frameset iframe math noembed noframes noscript object"
    " optgroup option script select style svg template textarea title video xmp"
)

MAIL_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"align", "bgcolor", "class", "dir", "lang", "style", "title", "valign"},
    "a": {"href", "name"},
    "blockquote": {"type"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "div": {"id"},
    "font": {"color", "face", "size"},
    "hr": {"size", "width", "id"},
    "img": {"alt", "border", "data-cid", "data-remote-src", "height", "src", "width"},
    "li": {"value"},
    "ol": {"start", "type"},
    "span": {"id"},
    "table": {"border", "cellpadding", "cellspacing", "height", "width", "id"},
    "td": {"colspan", "height", "nowrap", "rowspan", "width"},
    "th": {"colspan", "height", "nowrap", "rowspan", "width"},
    "tr": {"height"},
    "ul": {"type"},
}
COMPOSED_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "img": {"alt", "data-cid", "height", "width"},
    "ol": {"start"},
    "span": {"data-mention"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

# Names by which mail programs mark the history below an answer. They are kept (an id as a class) so
# that the history can still be recognised in the stored HTML; no style sheet of ours uses them.
QUOTE_MARKERS = names(
    """
    appendonsend divRplyFwdMsg gmail_attr gmail_extra gmail_quote gmail_quote_container
    gmail_signature mail-editor-reference-message-container moz-cite-prefix
    moz-email-headers-table moz-forward-container moz-signature ms-outlook-mobile-reference-message
    OLK_SRC_BODY_SECTION protonmail_quote reply-intro skiptranslate tutanota_quote
    yahoo_quoted zmail_extra
    """
)

LOOKS = {"align", "bgcolor", "color", "face", "size", "style", "valign"}
SCHEMES = {"http", "https", "mailto", "tel"}
RASTER_DATA = re.compile(r"data:image/(?:png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]{0,700000}")
REMOTE = re.compile(r"https?://", re.IGNORECASE)
WEB_OR_MAIL = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def sanitise_mail(html: str) -> str:
    """Mail HTML as it was meant, harmlessly.

    Remote pictures are held back as `data-remote-src`, pictures inside the mail wait as `data-cid`
    (see `fill_images`), links open elsewhere without a trace, ids are gone.
    """
    return _settle(html, _clean_mail)


def sanitise_composed(html: str) -> str:
    """What our own editor can make, and nothing else."""
    return _settle(html, _composed_cleaner().clean)


def without_looks(html: str) -> str:
    """Sanitised HTML in nobody's colours and fonts."""
    root = parse(html)
    for element in root.walk():
        for name in element.attributes.keys() & LOOKS:
            del element.attributes[name]
    return sanitise_mail(render(root))


def is_simple(html: str) -> bool:
    """Whether sanitised HTML carries no layout of its own and may be shown in our typography."""
    return all(_is_simple(element) for element in parse(html).walk() if element.tag)


def _is_simple(element: Element) -> bool:
    if element.tag == "img":
        return "data-cid" in element.attributes
    if element.tag not in SIMPLE_TAGS:
        return False
    return not element.attributes.keys() & LOOKS


def _settle(html: str, clean: Callable[[str], str]) -> str:
    if len(html) > LONGEST_HTML or html.count("<") > 2 * MOST_TAGS or nests_too_deeply(html):
        return _as_text(html, clean)
    for _ in range(MOST_PASSES):
        cleaned = clean(html)
        if cleaned == html:
            return html
        html = cleaned
    return _as_text(html, clean)


def _as_text(html: str, clean: Callable[[str], str]) -> str:
    return clean(html_from_text(strip_tags(html[:LONGEST_HTML])))


def _clean_mail(html: str) -> str:
    """One pass. nh3 has the last word: whatever we rewrote is judged by it again."""
    root = parse(_mail_cleaner().clean(html))
    for element in root.walk():
        marker = element.attributes.pop("id", "")
        if marker:
            element.attributes["class"] = " ".join([*element.classes(), marker])
    hold_back_images(root)
    return _mail_cleaner().clean(render(root))


@cache
def _mail_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(MAIL_TAGS),
        clean_content_tags=set(GONE_WITH_CONTENT),
        attributes=MAIL_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes=SCHEMES | {"cid", "data"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


@cache
def _composed_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(COMPOSED_TAGS),
        clean_content_tags=set(GONE_WITH_CONTENT),
        attributes=COMPOSED_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    keep = ATTRIBUTE_RULES.get(name)
    return value if keep is None else keep(value)


def _only(pattern: re.Pattern[str], value: str) -> str | None:
    value = value.strip()
    return value if pattern.match(value) else None


def _picture_source(value: str) -> str | None:
    value = value.strip()
    if REMOTE.match(value) or value[:4].lower() == "cid:" or RASTER_DATA.fullmatch(value):
        return value
    return None


def _markers(value: str) -> str | None:
    # Outlook on the web prefixes the names of a quoted mail with x_, once for each answer.
    names = (re.sub(r"^(?:x_)+", "", name) for name in value.split())
    kept = dict.fromkeys(name for name in names if name in QUOTE_MARKERS)
    return " ".join(kept) or None


ATTRIBUTE_RULES: dict[str, Callable[[str], str | None]] = {
    "style": lambda value: clean_style(value) or None,
    "class": _markers,
    "id": _markers,
    "href": partial(_only, WEB_OR_MAIL),
    "src": _picture_source,
    "data-remote-src": partial(_only, REMOTE),
    "data-mention": lambda value: value if MENTION.fullmatch(value) else None,
    "name": lambda value: None,
    "type": partial(_only, re.compile(r"(?:cite|[1aAiI]|disc|circle|square)$")),
}
