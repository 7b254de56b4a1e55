"""What happened to a ticket, as sentences. Each kind of event has a teller."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.html import format_html
from django.utils.safestring import SafeString

from firstline.platform.events.models import Event
from firstline.platform.ui.times import short_text

Teller = Callable[[Event], SafeString]


@dataclass(frozen=True)
class Happening:
    """One line of the history."""

    id: int
    at: datetime
    icon: str
    sentence: SafeString
    # The merge, split or move that this line tells of, which may still be undone.
    rearrangement: int | None = None


_tellers: dict[str, tuple[str, Teller]] = {}


def tells(name: str, *, icon: str) -> Callable[[Teller], Teller]:
    """Register how events of that name read on the ticket, and their icon."""

    def register(teller: Teller) -> Teller:
        _tellers[name] = (icon, teller)
        return teller

    return register


def told(event: Event) -> Happening:
    """The event as a person reads it."""
    icon, teller = _tellers.get(event.name, ("activity", _by_name))
    return Happening(
        id=event.pk,
        at=event.at,
        icon=icon,
        sentence=teller(event),
        rearrangement=event.data.get("rearrangement"),
    )


def who(event: Event) -> SafeString:
    return strong(event.actor_name)


def strong(words: object) -> SafeString:
    return format_html("<strong>{}</strong>", words)


def _by_name(event: Event) -> SafeString:
    return format_html("{}: {}", who(event), event.name.replace("_", " "))


def numbers_of(event: Event) -> str:
    """The first few, in order."""
    numbers = event.data.get("numbers", ())
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"{shown}, …" if len(numbers) > 5 else shown


def number_of(event: Event) -> object:
    return event.data.get("number", "")


def name_of(row: dict[str, Any] | None) -> str:
    return "" if row is None else str(row.get("name", ""))


def label_of(choices: type[TextChoices], value: str) -> str:
    """The choice's word, or the value itself where it is none any more."""
    return str(choices(value).label) if value in choices.values else value


def moment_of(moment: str) -> str:
    return short_text(datetime.fromisoformat(moment))
