"""Who may change what is known of customers, and how it is written. No database."""

from collections.abc import Iterable
from datetime import date

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.translation import gettext as _

from firstline.customers.errors import BadFact
from firstline.platform.accounts.time_zones import is_time_zone
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.tags import MOST_TAGS, UNSEEN, cleaned_tags
from firstline.team.rights import Right
from firstline.team.rules import may, must

LONGEST_NAME = 200
LONGEST_NOTES = 20_000
LONGEST_EXTERNAL_ID = 255
MOST_DOMAINS = 100
MOST_IDENTITIES = 50
MOST_MERGED = 20


def may_change(actor: Actor) -> bool:
    return may(actor, Right.EDIT_CUSTOMERS)


def must_change(actor: Actor) -> None:
    must(actor, Right.EDIT_CUSTOMERS)


def clean_line(text: str, *, most: int = LONGEST_NAME) -> str:
    """One line without what nobody can see."""
    return " ".join(UNSEEN.sub("", text.replace("\t", " ")).split())[:most].strip()


def clean_name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise BadFact(_("A name is needed."))
    return name


def clean_notes(text: str) -> str:
    notes = UNSEEN.sub("", text.replace("\r\n", "\n")).strip()
    if len(notes) > LONGEST_NOTES:
        raise BadFact(
            _("These notes have %(length)d characters; %(most)d fit. Keep what matters.")
            % {"length": len(notes), "most": LONGEST_NOTES}
        )
    return notes


def clean_external_id(text: str) -> str:
    ident = clean_line(text, most=LONGEST_EXTERNAL_ID + 1)
    if len(ident) > LONGEST_EXTERNAL_ID:
        raise BadFact(_("An external id has at most %d characters.") % LONGEST_EXTERNAL_ID)
    return ident


def clean_tags(tags: Iterable[str]) -> list[str]:
    """As tickets have them."""
    cleaned = cleaned_tags(tags)
    if len(cleaned) > MOST_TAGS:
        raise BadFact(_("At most %d tags fit here.") % MOST_TAGS)
    return cleaned


def clean_language(code: str) -> str:
    """A language that Unicode knows, as mail and pages write its code; "" for unknown."""
    code = code.strip()[:16].replace("_", "-")
    if not code:
        return ""
    try:
        return str(Locale.parse(code, sep="-")).replace("_", "-").lower()
    except (UnknownLocaleError, ValueError):
        raise BadFact(_("There is no language with the code “%s”.") % code) from None


def clean_time_zone(name: str) -> str:
    name = name.strip()[:64]
    if name and not is_time_zone(name):
        raise BadFact(_("There is no time zone called “%s”.") % name)
    return name


def clean_day(day: date) -> date:
    """A day that has come already, or is today somewhere."""
    if (day - now().date()).days > 1:
        raise BadFact(_("That day is still to come. Do this when it is here."))
    if day.year < 1900:
        raise BadFact(_("That day is too long ago."))
    return day
