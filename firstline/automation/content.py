"""What a macro holds: read from JSON or a form, cleaned and checked before it is kept."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from firstline.automation import dialect
from firstline.automation.errors import BadMacro
from firstline.automation.models import (
    COMMENT_HTML,
    COMMENT_IS_PUBLIC,
    COMMENT_TEXT,
    COMMENTS,
    LEVELS,
    Macro,
)
from firstline.desk import changes as vocabulary
from firstline.platform.html import sanitise_composed, text_from_html
from firstline.platform.language import KNOWN_LANGUAGES
from firstline.team.models import Agent

Action = dict[str, Any]
_LEVELS_AT_MOST = 5


def title_of(given: str) -> str:
    """`Billing::Refunds::Refused` with its blanks in order, and no level empty."""
    parts = [" ".join(part.replace("\x00", "").split()) for part in given.split(LEVELS)]
    parts = [part for part in parts if part]
    if not parts:
        raise BadMacro(_("Give it a name, such as “Billing::Refund is on its way”."))
    if len(parts) > _LEVELS_AT_MOST:
        raise BadMacro(_("A name has at most %d levels.") % _LEVELS_AT_MOST)
    return LEVELS.join(parts)[:255]


def actions_of(given: object, *, by: Agent) -> list[Action]:
    """The actions as they are kept. Refused: unknown fields, wrong values, texts that do not parse.

    Of one field given twice the last counts, but for tags that are added or taken off.
    """
    if not isinstance(given, list | tuple) or len(given) > vocabulary.MOST_CHANGES:
        raise BadMacro(_("A macro has at most %d changes.") % vocabulary.MOST_CHANGES)
    said = [_comment(one) for one in given if _field(one) in COMMENTS]
    changes = vocabulary.read([one for one in given if _field(one) not in COMMENTS])
    vocabulary.check(changes, by=by)
    for change in changes:
        if change.field == "subject":
            dialect.check(str(change.value), is_html=False)
    kept = [*(one for one in said if one["value"] != ""), *(one.as_json() for one in changes)]
    return list({one["field"]: one for one in kept}.values())


def variants_of(given: Mapping[str, str]) -> dict[str, str]:
    """The same text in other languages: by their code, as clean HTML; empty ones are none."""
    kept = {code: _html(html) for code, html in given.items() if code in KNOWN_LANGUAGES}
    return {code: html for code, html in kept.items() if html}


def must_do_something(actions: list[Action]) -> None:
    if not any(one["field"] != COMMENT_IS_PUBLIC for one in actions):
        raise BadMacro(_("Write a text, or choose what changes."))


def words_of(macro: Macro) -> str:
    """All its texts as words, for looking it up."""
    texts = [macro.html_to_edit, *macro.variants.values()]
    return "\n".join(text_from_html(html) for html in texts)[:100_000]


def _field(given: object) -> object:
    return given.get("field") if isinstance(given, Mapping) else None


def _comment(given: Mapping[str, Any]) -> Action:
    field, value = given["field"], given.get("value")
    if field == COMMENT_IS_PUBLIC:
        return {"field": field, "value": "true" if str(value).lower() == "true" else "false"}
    if field == COMMENT_HTML:
        return {"field": field, "value": _html(str(value or ""))}
    return {"field": COMMENT_TEXT, "value": _plain(value)}


def _html(html: str) -> str:
    cleaned = sanitise_composed(html.replace("\x00", ""))
    if not text_from_html(cleaned).strip() and "<img" not in cleaned:
        return ""
    dialect.check(cleaned, is_html=True)
    return cleaned


def _plain(value: object) -> str | list[str]:
    """The text, or the channel that it is for and the text."""
    parts = value if isinstance(value, list | tuple) else [value]
    if len(parts) not in (1, 2):
        raise BadMacro(_("A text is given alone, or behind the channel it is for."))
    words = [str(part or "").replace("\x00", "") for part in parts]
    if not words[-1].strip():
        return ""
    dialect.check(words[-1], is_html=False)
    return words if len(words) > 1 else words[0]
