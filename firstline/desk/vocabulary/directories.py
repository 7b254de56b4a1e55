"""Where the values of conditions are found that are too many to list."""

from collections.abc import Sequence
from dataclasses import dataclass

from firstline.customers.models import Customer, Organisation
from firstline.desk.search import search
from firstline.desk.search.people import PersonHit
from firstline.platform.conditions.fields import Option
from firstline.team.models import Agent

_MOST_FOUND = 8
_MOST_NAMED = 50


@dataclass(frozen=True)
class People:
    """Customers, by their names and addresses."""

    def find(self, typed: str, reader: Agent) -> Sequence[Option]:
        found = search(f"type:user {typed}", reader=reader, most=_MOST_FOUND).people
        return [
            Option(str(one.id), " · ".join(filter(None, (one.name, one.email)))) for one in found
        ]

    def named(self, values: Sequence[str], reader: Agent) -> Sequence[Option]:
        customers = Customer.objects.visible_to(reader).filter(pk__in=_idents(values))
        rows = customers.select_related("person")[:_MOST_NAMED]
        return [Option(str(row.pk), row.person.display_name) for row in rows]


@dataclass(frozen=True)
class Organisations:
    """Organisations, by their names and domains."""

    def find(self, typed: str, reader: Agent) -> Sequence[Option]:
        found = search(f"type:organization {typed}", reader=reader, most=_MOST_FOUND).organisations
        return [Option(str(one.id), one.name) for one in found]

    def named(self, values: Sequence[str], reader: Agent) -> Sequence[Option]:
        organisations = Organisation.objects.visible_to(reader).filter(pk__in=_idents(values))
        rows = organisations.values_list("pk", "name")[:_MOST_NAMED]
        return [Option(str(ident), name) for ident, name in rows]


def _told(person: PersonHit) -> str:
    return f"{person.name} · {person.email}" if person.email else person.name


def _idents(values: Sequence[str]) -> list[int]:
    return [int(one) for one in values if one.isascii() and one.isdecimal() and len(one) < 19]
