"""Larkmark makes connected label printers and a cloud app to go with them.

Its support team and the people it supports are invented, and the same for the same seed.
"""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from firstline.demo.words import words

NAME = "Larkmark"
TIME_ZONE = "Europe/Amsterdam"
# Names that end in .example belong to nobody, so that a demo never writes to a real person.
DOMAIN = "larkmark.example"
SUPPORT_ADDRESS = f"support@{DOMAIN}"

CUSTOMERS = 400
# One in so many customers writes for no organisation.
PRIVATE_EVERY = 5
MAIL_PROVIDERS = {
    "de": ("postfach.example", "briefkasten.example"),
    "fr": ("courriel.example", "boite.example"),
    "es": ("correo.example", "buzon.example"),
    "it": ("posta.example", "casella.example"),
    "pt": ("correio.example", "caixa.example"),
    "nl": ("brievenbus.example", "postvak.example"),
}
OTHER_PROVIDERS = ("inbox.example", "mailbox.example", "postal.example")

# Few fragments are written in these languages, so their speakers write less.
_SELDOM = {"pl", "ja", "ar"}


@dataclass(frozen=True)
class GroupPlan:
    name: str
    is_restricted: bool


@dataclass(frozen=True)
class AgentPlan:
    name: str
    email: str
    role: str
    languages: tuple[str, ...]
    groups: tuple[str, ...]
    # Some show menu paths in bold, and some always sign with the same words.
    uses_bold: bool
    usual_bye: int

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def can_answer(self) -> bool:
        return self.role != "light"


@dataclass(frozen=True)
class OrganisationPlan:
    name: str
    country: str
    domain: str


@dataclass(frozen=True)
class Manner:
    """How a person writes: the same in every mail of theirs."""

    greets: bool
    signs: str  # "name", "card" (with title, company and phone), "mobile" or "none"
    client: str  # "plain", "html" or "styled"
    quotes: bool
    # From 0, never a slip, to 1, all in lower case and half the words mistyped.
    carelessness: float


@dataclass(frozen=True)
class CustomerPlan:
    name: str
    first_name: str
    last_name: str
    gender: str
    email: str
    country: str
    language: str
    time_zone: str
    phone: str
    title: str
    organisation: OrganisationPlan | None
    manner: Manner
    # How often this person writes, relative to the others.
    activity: float


@dataclass(frozen=True)
class CompanyPlan:
    groups: tuple[GroupPlan, ...]
    agents: tuple[AgentPlan, ...]
    organisations: tuple[OrganisationPlan, ...]
    customers: tuple[CustomerPlan, ...]

    def group_for(self, team: str) -> str:
        """The name of the group that works the scenarios of this team."""
        return str(words("team")["keys"][team])

    def answering(self, language: str, group: str) -> list[AgentPlan]:
        """Who can answer in this language in this group; failing that, who is in the group.

        Whoever has it as the first language is named several times, to be drawn more often.
        """
        members = [agent for agent in self.agents if agent.can_answer and group in agent.groups]
        speakers = [agent for agent in members if language in agent.languages]
        natives = [agent for agent in speakers if agent.languages[0] == language]
        return [*speakers, *natives * 4] or members

    def colleagues(self, customer: CustomerPlan) -> list[CustomerPlan]:
        if customer.organisation is None:
            return []
        return [
            other for other in self._by_organisation[customer.organisation] if other != customer
        ]

    def compatriots(self, customer: CustomerPlan) -> list[CustomerPlan]:
        return [other for other in self._by_country[customer.country] if other != customer]

    @cached_property
    def _by_organisation(self) -> dict[OrganisationPlan, list[CustomerPlan]]:
        found = defaultdict(list)
        for customer in self.customers:
            if customer.organisation is not None:
                found[customer.organisation].append(customer)
        return found

    @cached_property
    def _by_country(self) -> dict[str, list[CustomerPlan]]:
        found = defaultdict(list)
        for customer in self.customers:
            found[customer.country].append(customer)
        return found


def invent_company(rng: Random) -> CompanyPlan:
    team = words("team")
    groups = tuple(GroupPlan(name, name in team["restricted"]) for name in team["groups"])
    agents = tuple(_agent(row, rng) for row in team["agents"])
    organisations = tuple(
        OrganisationPlan(name, country, f"{domain}.example")
        for name, country, domain in words("organisations")["all"]
    )
    return CompanyPlan(groups, agents, organisations, _customers(organisations, rng))


def _agent(row: list[Any], rng: Random) -> AgentPlan:
    name, local, role, languages, groups = row
    return AgentPlan(
        name=name,
        email=f"{local}@{DOMAIN}",
        role=role,
        languages=tuple(languages),
        groups=tuple(groups),
        uses_bold=rng.random() < 0.4,
        usual_bye=rng.randrange(6),
    )


def _customers(
    organisations: tuple[OrganisationPlan, ...], rng: Random
) -> tuple[CustomerPlan, ...]:
    countries = words("names")
    weights = [country["weight"] for country in countries.values()]
    taken: set[str] = set()
    customers = []
    for number in range(CUSTOMERS):
        # Everybody has one member first; after that a few organisations have most of the people.
        if number < len(organisations):
            organisation: OrganisationPlan | None = organisations[number]
        elif number % PRIVATE_EVERY == 0:
            organisation = None
        else:
            organisation = organisations[int(len(organisations) * rng.random() ** 1.4)]
        code = (
            organisation.country
            if organisation is not None
            else rng.choices(list(countries), weights)[0]
        )
        customers.append(_customer(code, organisation, taken, rng))
    return tuple(customers)


def _customer(
    code: str, organisation: OrganisationPlan | None, taken: set[str], rng: Random
) -> CustomerPlan:
    country = words("names")[code]
    language = country["language"]
    gender = rng.choice("fm")
    first, family = _new_name(country, gender, taken, rng)
    first_name, last_name = first.partition("/")[0], family.partition("/")[0]
    ordered = (last_name, first_name) if country.get("family_first") else (first_name, last_name)
    return CustomerPlan(
        name=" ".join(ordered),
        first_name=first_name,
        last_name=last_name,
        gender=gender,
        email=_address(first, family, language, organisation, taken, rng),
        country=code,
        language=language,
        time_zone=country["time_zone"],
        phone="".join(str(rng.randrange(10)) if c == "#" else c for c in country["phone"]),
        title=rng.choice(words(language)["titles"]),
        organisation=organisation,
        manner=_manner(rng, is_private=organisation is None),
        activity=min(rng.paretovariate(1.3), 12) * (0.4 if language in _SELDOM else 1),
    )


def _new_name(
    country: dict[str, Any], gender: str, taken: set[str], rng: Random
) -> tuple[str, str]:
    """A pair of names that nobody has yet, as long as there are any."""
    pairs = [
        (first, family)
        for first in country[gender].split()
        for family in _family_names(country["family"])
    ]
    pair = rng.choice([pair for pair in pairs if " ".join(pair) not in taken] or pairs)
    taken.add(" ".join(pair))
    return pair


def _family_names(names: str) -> list[str]:
    """Names are set apart by blanks; a particle belongs to the name after it."""
    particles = {"van", "de", "De", "den", "der", "Ó"}
    found: list[str] = []
    particle = ""
    for word in names.split():
        if word in particles:
            particle += f"{word} "
        else:
            found.append(particle + word)
            particle = ""
    return found


def _address(
    first: str,
    family: str,
    language: str,
    organisation: OrganisationPlan | None,
    taken: set[str],
    rng: Random,
) -> str:
    given, surname = _latin(first), _latin(family)
    providers = MAIL_PROVIDERS.get(language, OTHER_PROVIDERS)
    domain = organisation.domain if organisation else rng.choice(providers)
    spellings = [f"{given}.{surname}", f"{given[0]}.{surname}", f"{given}{surname}", given]
    wanted = spellings[0] if organisation and rng.random() < 0.7 else rng.choice(spellings)
    numbered = (f"{given}.{surname}{number}" for number in range(2, 100))
    address = next(
        f"{local}@{domain}" for local in (wanted, *numbered) if f"{local}@{domain}" not in taken
    )
    taken.add(address)
    return address


def _latin(name: str) -> str:
    """The name as it goes into an address: `Weißmüller` becomes `weissmueller`."""
    name = name.rpartition("/")[2].lower()
    for letter, spelling in {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ł": "l",
        "ı": "i",
    }.items():
        name = name.replace(letter, spelling)
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())


def _manner(rng: Random, *, is_private: bool) -> Manner:
    signs = ("name", "mobile", "none") if is_private else ("card", "name", "mobile", "none")
    weights = (6, 3, 2) if is_private else (10, 6, 3, 1)
    return Manner(
        greets=rng.random() < 0.85,
        signs=rng.choices(signs, weights)[0],
        client=rng.choices(("plain", "html", "styled"), (5, 4, 2))[0],
        quotes=rng.random() < 0.7,
        carelessness=rng.betavariate(0.5, 3),
    )
