"""Slots: a lower area's page leaves a place, higher areas fill it; the page never names them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from markupsafe import Markup

Filling = Callable[..., str]


@dataclass(frozen=True, order=True)
class _Entry:
    order: int
    name: str
    filling: Filling


_slots: dict[str, list[_Entry]] = defaultdict(list)


def fill(slot: str, *, order: int = 100) -> Callable[[Filling], Filling]:
    """Register `filling(request, **context) -> safe HTML or ""` for a named slot."""

    def register(filling: Filling) -> Filling:
        name = f"{filling.__module__}.{filling.__qualname__}"
        entries = [entry for entry in _slots[slot] if entry.name != name]
        _slots[slot] = sorted([*entries, _Entry(order, name, filling)])
        return filling

    return register


def render_slot(slot: str, request: HttpRequest, **context: Any) -> Markup:
    """Everything that fills the slot, in order, as one piece of safe HTML."""
    # Fillings render templates, so what they return is already escaped.
    return Markup("").join(
        Markup(entry.filling(request, **context))  # noqa: S704
        for entry in _slots[slot]
    )
