"""Read models of the pages about customers and organisations. No cost grows with the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Q

from firstline.customers.models import Customer, Membership, Organisation
from firstline.customers.phones import number_or_none
from firstline.platform.accounts.models import Identity
from firstline.platform.search.query import LONGEST_WORD, MOST_WORDS, Word
from firstline.platform.search.words import look_up
from firstline.team.models import Agent

PAGE = 50
MOST_SUGGESTED = 5
# Of a word that is everywhere, so many are looked at and put in order.
_LOOKED_AT = 1000
# Names of one letter and numbers of a switchboard say nothing about who is the same.
_SHORTEST_NAME = 3


_PEOPLE_WITH = """
    (SELECT id FROM accounts_person
     WHERE firstline_name_vector(name || ' ' || coalesce(email, '')) @@ %(asked)s::tsquery
     LIMIT %(most)s)
    UNION
    (SELECT person_id FROM accounts_identity
     WHERE firstline_name_vector(value) @@ %(asked)s::tsquery LIMIT %(most)s)
    UNION
    (SELECT person_id FROM accounts_identity
     WHERE kind = 'phone' AND value = %(number)s LIMIT %(most)s)
    UNION
    (SELECT customer_id FROM customers_membership WHERE ended_on IS NULL AND organisation_id IN (
        SELECT id FROM customers_organisation
        WHERE firstline_name_vector(name) @@ %(asked)s::tsquery LIMIT %(most)s)
     LIMIT %(most)s)
"""
_ORGANISATIONS_WITH = """
    (SELECT id FROM customers_organisation
     WHERE firstline_name_vector(name) @@ %(asked)s::tsquery LIMIT %(most)s)
    UNION
    (SELECT organisation_id FROM customers_organisationdomain
     WHERE firstline_name_vector(domain) @@ %(asked)s::tsquery LIMIT %(most)s)
"""


@dataclass(frozen=True)
class Cursor:
    """The last row of a page by name; the next page begins after it."""

    name: str
    id: int

    def as_query(self, **others: str) -> str:
        told = {key: value for key, value in others.items() if value}
        return "?" + urlencode({**told, "after": self.name, "id": self.id})

    @classmethod
    def parse(cls, name: str, ident: str) -> Self | None:
        """The cursor in an address, or None for anything that is not one."""
        if not (ident.isdecimal() and len(ident) <= 18):
            return None
        return cls(name.replace("\x00", "")[:200], int(ident))


@dataclass(frozen=True)
class Page:
    rows: Sequence[Any]
    next: Cursor | None


def people_page(reader: Agent, *, query: str = "", after: Cursor | None = None) -> Page:
    """By name; with a query, those whose name, address, number or organisation has its words."""
    people = Customer.objects.visible_to(reader).select_related("person", "organisation")
    if query.strip():
        people = people.filter(
            pk__in=_found(_PEOPLE_WITH, query, number=number_or_none(query) or "")
        )
    if after is not None:
        people = people.filter(_beyond("person__name", after))
    rows = list(people.order_by("person__name", "pk")[: PAGE + 1])
    return _page(rows, lambda row: Cursor(row.person.name, row.pk))


def organisations_page(reader: Agent, *, query: str = "", after: Cursor | None = None) -> Page:
    """By name, each with its domains and how many people it has now."""
    found = Organisation.objects.visible_to(reader)
    if query.strip():
        found = found.filter(pk__in=_found(_ORGANISATIONS_WITH, query))
    if after is not None:
        found = found.filter(_beyond("name", after))
    rows = list(found.order_by("name", "pk").prefetch_related("domains")[: PAGE + 1])
    page = _page(rows, lambda row: Cursor(row.name, row.pk))
    return Page(with_sizes(page.rows), page.next)


def with_sizes(organisations: Sequence[Organisation]) -> list[tuple[Organisation, int]]:
    """Each with how many people it has now."""
    current = Membership.objects.current().filter(
        organisation__in=[one.pk for one in organisations], customer__merged_into__isnull=True
    )
    counted = current.order_by().values("organisation").annotate(size=Count("pk"))
    sizes = {row["organisation"]: row["size"] for row in counted}
    return [(one, sizes.get(one.pk, 0)) for one in organisations]


def members_page(organisation: Organisation, *, after: Cursor | None = None) -> Page:
    """Who belongs to it now, by name, with what they see of the others."""
    members = Membership.objects.current().filter(
        organisation=organisation, customer__merged_into__isnull=True
    )
    if after is not None:
        members = members.filter(_beyond("customer__person__name", after, ident="customer_id"))
    rows = list(
        members.select_related("customer__person").order_by("customer__person__name", "customer")[
            : PAGE + 1
        ]
    )
    return _page(rows, lambda row: Cursor(row.customer.person.name, row.customer_id))


def past_members(organisation: Organisation) -> list[Membership]:
    """The latest who left."""
    past = Membership.objects.past().filter(
        organisation=organisation, customer__merged_into__isnull=True
    )
    return list(past.select_related("customer__person").order_by("-ended_on", "-pk")[:10])


def memberships_of(customer: Customer) -> list[Membership]:
    """Where they are, the default first, and where they were, the latest first."""
    every = customer.memberships.select_related("organisation").prefetch_related("chosen")
    return sorted(
        every.order_by("-ended_on", "-pk"),
        key=lambda one: (not one.is_current, one.organisation_id != customer.organisation_id),
    )


def colleagues(membership: Membership, *, most: int = 200) -> list[Customer]:
    """The other members of the organisation."""
    others = Customer.objects.present().exclude(pk=membership.customer_id)
    found = others.filter(
        memberships__organisation=membership.organisation_id, memberships__ended_on__isnull=True
    )
    return list(found.select_related("person").order_by("person__name", "pk")[:most])


@dataclass(frozen=True)
class Likeness:
    """Somebody who may be the same person, and why one might think so."""

    customer: Customer
    is_same_number: bool


def lookalikes(customer: Customer, reader: Agent) -> list[Likeness]:
    """Others of the same name and organisation, or with the same phone number."""
    others = (
        Customer.objects.visible_to(reader)
        .exclude(pk=customer.pk)
        .filter(person__agent__isnull=True)
        .select_related("person", "organisation")
    )
    numbers = Identity.objects.phones().filter(person=customer.person_id).values("value")
    same_number = Identity.objects.phones().filter(value__in=numbers).values("person")
    found = [
        Likeness(other, is_same_number=True)
        for other in others.filter(pk__in=same_number).order_by("pk")[:MOST_SUGGESTED]
    ]
    if len(customer.person.name) >= _SHORTEST_NAME:
        namesakes = others.filter(
            person__name=customer.person.name, organisation=customer.organisation_id
        ).order_by("pk")[:MOST_SUGGESTED]
        known = {one.customer.pk for one in found}
        found += [
            Likeness(other, is_same_number=False) for other in namesakes if other.pk not in known
        ]
    return found[:MOST_SUGGESTED]


def organisation_names(reader: Agent, typed: str) -> list[str]:
    """For completing what is typed into a field."""
    typed = typed.replace("\x00", "").strip()
    if not typed:
        return []
    found = Organisation.objects.visible_to(reader).filter(name__icontains=typed)
    return list(found.order_by("name").values_list("name", flat=True)[:20])


def _found(sql: str, query: str, **parameters: str) -> list[int]:
    """Ids from several indexes, each of which looks at a bounded number."""
    words = query.replace("\x00", " ").replace('"', " ").split()[:MOST_WORDS]
    beginnings = [Word(word[:LONGEST_WORD], is_beginning=True) for word in words]
    asked = look_up(beginnings, languages=())
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, {"asked": asked.tsquery, "most": _LOOKED_AT, **parameters})
        return [ident for (ident,) in cursor.fetchall()]


def _beyond(name: str, after: Cursor, *, ident: str = "pk") -> Q:
    # The first condition alone lets the index begin at the right place.
    return Q(**{f"{name}__gte": after.name}) & (
        Q(**{f"{name}__gt": after.name}) | Q(**{f"{ident}__gt": after.id})
    )


def _page(rows: list[Any], cursor_of: Any) -> Page:
    if len(rows) <= PAGE:
        return Page(rows, None)
    return Page(rows[:PAGE], cursor_of(rows[PAGE - 1]))


def is_blocked(address: str) -> bool:
    """Whether what comes from there is to be kept aside: it belongs to somebody who is blocked."""
    person = Identity.objects.at(address).values("person")
    return Customer.objects.present().filter(pk__in=person, blocked_at__isnull=False).exists()
