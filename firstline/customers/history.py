"""What happened to a customer or an organisation, as sentences, with what was and what is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstline.customers.phones import shown_number
from firstline.platform.events.models import Event

PAGE = 30
_LONGEST = 160

_FACTS = {
    "name": gettext_lazy("the name"),
    "language": gettext_lazy("the language"),
    "time_zone": gettext_lazy("the time zone"),
    "notes": gettext_lazy("the notes"),
    "tags": gettext_lazy("the tags"),
    "external_id": gettext_lazy("the external id"),
    "domains": gettext_lazy("the domains"),
    "members_see": gettext_lazy("what new members see"),
}


@dataclass(frozen=True)
class Happening:
    """One line of the history."""

    id: int
    at: datetime
    icon: str
    sentence: SafeString
    # What was and what is, of each fact that changed.
    changes: Sequence[tuple[str, str, str]] = ()


def history_of(kind: str, ident: int, *, before: int | None = None) -> list[Happening]:
    """The newest first; one more than a page, when there are more."""
    events = Event.objects.filter(subject_kind=kind, subject_id=ident)
    if before is not None:
        events = events.filter(pk__lt=before)
    return [told(event) for event in events.order_by("-pk")[: PAGE + 1]]


def told(event: Event) -> Happening:
    """The event as a person reads it."""
    icon, sentence = _SENTENCES.get(event.name, ("activity", _by_name))
    return Happening(
        id=event.pk,
        at=event.at,
        icon=icon,
        sentence=sentence(event),
        changes=[
            (_fact(name), _shown(was), _shown(became))
            for name, (was, became) in event.data.get("changes", {}).items()
        ],
    )


def _who(event: Event) -> SafeString:
    return _strong(event.actor_name)


def _strong(words: object) -> SafeString:
    return format_html("<strong>{}</strong>", words)


def _by_name(event: Event) -> SafeString:
    return format_html("{}: {}", _who(event), event.name.replace("_", " "))


def _added(event: Event) -> SafeString:
    return format_html(_("{who} wrote this down"), who=_who(event))


def _described(event: Event) -> SafeString:
    names = ", ".join(_fact(name) for name in event.data.get("changes", {}))
    return format_html(_("{who} changed {facts}"), who=_who(event), facts=names)


def _identity(words: Callable[[], str]) -> Callable[[Event], SafeString]:
    def sentence(event: Event) -> SafeString:
        return format_html(words(), who=_who(event), value=_strong(_value(event)))

    return sentence


def _main(event: Event) -> SafeString:
    return format_html(
        _("{who} made {value} the main one, which was {previous}"),
        who=_who(event),
        value=_strong(_number(event.data.get("kind"), event.data.get("to", ""))),
        previous=_number(event.data.get("kind"), event.data.get("from", "")) or _("none"),
    )


def _simple(words: Callable[[], str]) -> Callable[[Event], SafeString]:
    return lambda event: format_html(words(), who=_who(event))


def _membership(words: Callable[[], str]) -> Callable[[Event], SafeString]:
    def sentence(event: Event) -> SafeString:
        organisation = event.data.get("organisation", {}).get("name", "")
        return format_html(
            words(),
            who=_who(event),
            organisation=_strong(organisation),
            day=event.data.get("on") or _("an unknown day"),
        )

    return sentence


def _default(event: Event) -> SafeString:
    to = event.data.get("to")
    if to is None:
        return format_html(_("{who} left them without an organisation"), who=_who(event))
    return format_html(
        _("{who} made {organisation} their organisation for new tickets"),
        who=_who(event),
        organisation=_strong(to["name"]),
    )


def _others(words: Callable[[], str]) -> Callable[[Event], SafeString]:
    def sentence(event: Event) -> SafeString:
        rows: list[dict[str, Any]] = event.data.get("people") or event.data.get("organisations", [])
        names = ", ".join(f"{row['name']} (#{row['id']})" for row in rows)
        return format_html(words(), who=_who(event), names=_strong(names))

    return sentence


_SENTENCES: dict[str, tuple[str, Callable[[Event], SafeString]]] = {
    "customer_added": ("user-plus", _added),
    "customer_described": ("pencil", _described),
    "customer_blocked": ("shield-alert", _simple(lambda: _("{who} blocked them"))),
    "customer_unblocked": ("shield", _simple(lambda: _("{who} let them write again"))),
    "identity_added": ("at-sign", _identity(lambda: _("{who} added {value}"))),
    "identity_removed": ("at-sign", _identity(lambda: _("{who} removed {value}"))),
    "identity_verified": ("check", _identity(lambda: _("{who} made sure of {value}"))),
    "main_identity_changed": ("at-sign", _main),
    "joined_organisation": (
        "building-2",
        _membership(lambda: _("{who} made them a member of {organisation} from {day}")),
    ),
    "left_organisation": (
        "building-2",
        _membership(lambda: _("{who} ended their time at {organisation} on {day}")),
    ),
    "sight_changed": (
        "eye",
        _membership(lambda: _("{who} changed what they see of the others at {organisation}")),
    ),
    "default_organisation_changed": ("building-2", _default),
    "people_merged": ("merge", _others(lambda: _("{who} merged {names} into this person"))),
    "people_separated": ("split", _others(lambda: _("{who} undid the merge with {names}"))),
    "organisation_added": ("building-2", _added),
    "organisation_described": ("pencil", _described),
    "organisations_merged": (
        "merge",
        _others(lambda: _("{who} merged {names} into this organisation")),
    ),
    "organisations_separated": ("split", _others(lambda: _("{who} undid the merge with {names}"))),
}


def _fact(name: str) -> str:
    return str(_FACTS.get(name, name.removeprefix("field ")))


def _value(event: Event) -> str:
    return _number(event.data.get("kind"), event.data.get("value", ""))


def _number(kind: str | None, value: str) -> str:
    return shown_number(value) if kind == "phone" else value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value)
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
