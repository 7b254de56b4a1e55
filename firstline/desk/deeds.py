"""What areas above can do to many tickets at once, beside changing their fields.

A deed stands among the changes of a bulk edit, as `{"field": "macro_id", "value": "7"}`. It is no
field: nothing but a bulk edit takes it for something to do.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from firstline.desk.changes import Change
from firstline.desk.models import Ticket
from firstline.team.models import Agent


@dataclass(frozen=True)
class Outlook:
    """What is known of a deed before it begins."""

    # Mail that has left is not taken back: there is a moment for cancelling it before.
    sends_mail: bool = False
    # It changes nothing that could be put back.
    is_final: bool = False


@dataclass(frozen=True)
class Deed:
    # Refuses what this agent cannot do.
    look_ahead: Callable[[str, Agent], Outlook]
    # To one ticket, all or nothing; what it gives back undoes what can be undone.
    run: Callable[[Ticket, str, Agent], Sequence[Change]]
    # What was done, by the value; of many with one query.
    words: Callable[[Collection[str]], Mapping[str, str]]


_deeds: dict[str, Deed] = {}


def offer(name: str, deed: Deed) -> None:
    """Let bulk edits do this under that name."""
    _deeds[name] = deed


def deed_of(change: Change) -> Deed | None:
    return _deeds.get(change.field)


def value_of(change: Change) -> str:
    return change.value if isinstance(change.value, str) else ""
