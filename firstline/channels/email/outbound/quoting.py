"""The recent conversation below a reply, for mail programs that show one mail at a time."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time
from django.utils import translation
from django.utils.translation import gettext as _

from firstline.desk.models import Message
from firstline.platform.accounts.addresses import normalised
from firstline.platform.company.models import Company
from firstline.platform.html import html_from_text

MOST_QUOTED = 3
LONGEST_QUOTE = 8_000


@dataclass(frozen=True)
class Quote:
    """One earlier message: who wrote it when, and its words."""

    attribution: str
    text: str

    @property
    def as_text(self) -> str:
        lines = (f"> {line}".rstrip() for line in self.text.splitlines())
        return "\n".join([self.attribution, *lines])

    @property
    def as_html(self) -> str:
        return html_from_text(self.text)


def history_before(message: Message, recipients: Iterable[str]) -> list[Quote]:
    """The latest public messages before this one, newest first, as far as all recipients know them.

    Who is copied in later, or by somebody who only claims to be the requester, must not be sent
    what was said before (T11). So the history ends where one of them was not on the mail.
    """
    readers = set(recipients)
    earlier = (
        Message.objects.public()
        .filter(ticket_id=message.ticket_id, number__lt=message.number)
        .select_related("author")
        .prefetch_related("author__identities")
        .order_by("-number")[:MOST_QUOTED]
    )
    quotes = []
    for one in earlier:
        if not readers <= _who_knows(one):
            break
        quotes.append(Quote(_attribution(one), _shortened(one.text)))
    return quotes


def _who_knows(message: Message) -> set[str]:
    known = {normalised(row["address"]) for row in (*message.to, *message.cc, *message.bcc)}
    if message.author is not None:
        # Their own words, whichever of their addresses they read at.
        known |= {one.value for one in message.author.identities.all() if one.is_address}
    return known


def _attribution(message: Message) -> str:
    company = Company.current()
    zone = zoneinfo.ZoneInfo(company.time_zone if company else "UTC")
    moment = message.created_at.astimezone(zone)
    return _("On %(date)s at %(time)s, %(name)s wrote:") % {
        "date": format_date(moment, "long", locale=_locale()),
        "time": format_time(moment, "short", locale=_locale()),
        "name": _writer(message),
    }


def _writer(message: Message) -> str:
    """A customer is named with the address, because a name alone is only a claim (T18)."""
    if message.author is None:
        return "Firstline"
    name, email = message.author.display_name, message.author.email
    if message.author_kind == "customer" and email and email != name:
        return f"{name} <{email}>"
    return name


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_QUOTE:
        return text.strip()
    return text[:LONGEST_QUOTE].rpartition(" ")[0].strip() + " […]"


def _locale() -> Locale:
    try:
        return Locale.parse(translation.get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
