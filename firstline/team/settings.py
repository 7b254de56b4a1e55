"""Where admins find what they can set: each area offers its places, one page shows all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from firstline.team.models import Agent
from firstline.team.rights import Right

Words = str | Promise

PEOPLE, TICKETS, CHANNELS, RECORD = "people", "tickets", "channels", "record"
SECTIONS: dict[str, Words] = {
    PEOPLE: _("People"),
    TICKETS: _("Tickets"),
    CHANNELS: _("Channels"),
    RECORD: _("Record"),
}


@dataclass(frozen=True)
class Place:
    """A page of settings. `words` are what else people call it."""

    key: str
    title: Words
    description: Words
    icon: str
    section: str
    address: Callable[[], str]
    words: Words = ""
    # Who finds it; without one, admins alone.
    right: Right | None = None

    @property
    def section_title(self) -> Words:
        return SECTIONS[self.section]

    def is_for(self, agent: Agent) -> bool:
        return agent.is_admin if self.right is None else agent.may(self.right)

    def answers(self, typed: list[str]) -> bool:
        """Whether each word that was typed begins one of its own."""
        text = f"{self.title} {self.description} {self.words} {self.section_title}"
        own = slugify(text, allow_unicode=True).split("-")
        return all(any(word.startswith(one) for word in own) for one in typed)


_places: dict[str, Place] = {}


def offer(
    key: str,
    title: Words,
    description: Words,
    *,
    icon: str,
    section: str,
    to: str,
    args: tuple[str, ...] = (),
    words: Words = "",
    right: Right | None = None,
) -> None:
    """Put a page into the settings, for whoever has the right; `to` is the name of its URL."""
    _places[key] = Place(
        key, title, description, icon, section, lambda: reverse(to, args=args), words, right
    )


def places(agent: Agent, query: str = "") -> dict[str, list[Place]]:
    """By section, what the agent may set of what the words mean; all of it without any."""
    typed = slugify(query, allow_unicode=True).split("-") if query.strip() else []
    found = [place for place in _places.values() if place.is_for(agent) and place.answers(typed)]
    by_section = {section: [one for one in found if one.section == section] for section in SECTIONS}
    return {section: rows for section, rows in by_section.items() if rows}
