"""Finding customers and organisations by name, address, number, domain: also misspelt ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from firstline.customers.models import Customer, Organisation
from firstline.platform.search.query import Query, Term
from firstline.platform.search.spelling import nearest, spellings, words_of
from firstline.platform.search.words import Asked, look_up
from firstline.team.models import Agent

# However many have the name: so many are looked at, and the best of them shown.
_LOOKED_AT = 200
# A misspelt word is at most so far from the right one.
_FARTHEST = 2
_LONG_WORD = 8
_MOST_DIGITS = 18


@dataclass(frozen=True)
class PersonHit:
    id: int
    name: str
    email: str | None
    organisation: str | None
    # Spelt a little differently from what was typed.
    is_near: bool = False


@dataclass(frozen=True)
class OrganisationHit:
    id: int
    name: str
    domains: tuple[str, ...]
    is_near: bool = False


Found = TypeVar("Found", PersonHit, OrganisationHit)
Row = TypeVar("Row", bound=Model)

_PEOPLE_WITH = """
    (SELECT id FROM accounts_person
     WHERE firstline_name_vector(name || ' ' || coalesce(email, '')) @@ %(asked)s::tsquery
     LIMIT %(most)s)
    UNION
    (SELECT person_id FROM accounts_identity
     WHERE firstline_name_vector(value) @@ %(asked)s::tsquery LIMIT %(most)s)
"""
_PEOPLE_LIKE = """
    (SELECT id FROM accounts_person
     WHERE firstline_spellings(name || ' ' || coalesce(email, '')) && %(spellings)s
     LIMIT %(most)s)
    UNION
    (SELECT person_id FROM accounts_identity
     WHERE firstline_spellings(value) && %(spellings)s LIMIT %(most)s)
"""
_ORGANISATIONS_WITH = """
    (SELECT id FROM customers_organisation
     WHERE firstline_name_vector(name) @@ %(asked)s::tsquery LIMIT %(most)s)
    UNION
    (SELECT organisation_id FROM customers_organisationdomain
     WHERE firstline_name_vector(domain) @@ %(asked)s::tsquery LIMIT %(most)s)
"""
_ORGANISATIONS_LIKE = """
    (SELECT id FROM customers_organisation
     WHERE firstline_spellings(name) && %(spellings)s LIMIT %(most)s)
    UNION
    (SELECT organisation_id FROM customers_organisationdomain
     WHERE firstline_spellings(domain) && %(spellings)s LIMIT %(most)s)
"""


def people(query: Query, asked: Asked, *, reader: Agent, most: int) -> list[PersonHit]:
    """Customers with all the words in name and addresses; failing that, with words like them."""
    visible = _narrowed(Customer.objects.visible_to(reader), query.terms, _PERSON_TERMS)
    customers = visible.select_related("person", "organisation")
    if not query.words:
        found = customers.order_by("person__name", "pk")[:most] if query.terms else []
        return [_person(customer, is_near=False) for customer in found]
    idents = _idents(_PEOPLE_WITH, asked=asked.tsquery) if asked else []
    by_name = customers.filter(pk__in=idents).order_by("person__name", "pk")
    hits = [_person(customer, is_near=False) for customer in by_name[:most]]
    return hits or _people_like(query.plain, customers, most)


def organisations(query: Query, asked: Asked, *, reader: Agent, most: int) -> list[OrganisationHit]:
    visible = _narrowed(
        Organisation.objects.visible_to(reader), query.terms, _ORGANISATION_TERMS
    ).prefetch_related("domains")
    if not query.words:
        found = visible.order_by("name", "pk")[:most] if query.terms else []
        return [_organisation(one, is_near=False) for one in found]
    idents = _idents(_ORGANISATIONS_WITH, asked=asked.tsquery) if asked else []
    hits = [
        _organisation(one, is_near=False)
        for one in visible.filter(pk__in=idents).order_by("name", "pk")[:most]
    ]
    return hits or _organisations_like(query.plain, visible, most)


def _people_like(typed: str, customers: QuerySet[Customer], most: int) -> list[PersonHit]:
    found = customers.filter(pk__in=_idents_like(_PEOPLE_LIKE, typed))
    near = [
        (_person(customer, is_near=True), _called(customer))
        for customer in found.prefetch_related("person__identities")
    ]
    return _nearest_first(typed, near)[:most]


def _called(customer: Customer) -> str:
    values = [identity.value for identity in customer.person.identities.all()]
    return " ".join([customer.person.name, *values])


def _organisations_like(
    typed: str, visible: QuerySet[Organisation], most: int
) -> list[OrganisationHit]:
    found = visible.filter(pk__in=_idents_like(_ORGANISATIONS_LIKE, typed))
    hits = [_organisation(one, is_near=True) for one in found]
    return _nearest_first(typed, [(hit, " ".join([hit.name, *hit.domains])) for hit in hits])[:most]


def _nearest_first(typed: str, hits: Iterable[tuple[Found, str]]) -> list[Found]:
    """Those of whose words one is near to every word typed, the nearest first."""
    words = words_of(typed)
    near: list[tuple[int, str, Found]] = []
    for hit, text in hits:
        theirs = words_of(text)
        distances = [nearest(word, theirs) for word in words]
        if all(far <= _allowed(word) for word, far in zip(words, distances, strict=True)):
            near.append((sum(distances), text, hit))
    return [hit for _far, _text, hit in sorted(near, key=lambda one: one[:2])]


def _allowed(word: str) -> int:
    return _FARTHEST if len(word) >= _LONG_WORD else 1


def _idents_like(sql: str, typed: str) -> list[int]:
    """Whatever shares a spelling with the longest word typed: it tells most."""
    words = words_of(typed)
    if not words:
        return []
    longest = max(words, key=len)
    near = spellings(longest)
    if len(longest) >= _LONG_WORD:
        near = list(dict.fromkeys([*near, *(two for one in near for two in spellings(one))]))
    return _idents(sql, spellings=near)


def _idents(sql: str, **parameters: str | list[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**parameters, "most": _LOOKED_AT})
        return [ident for (ident,) in cursor.fetchall()]


def _person(customer: Customer, *, is_near: bool) -> PersonHit:
    return PersonHit(
        customer.pk,
        customer.person.display_name,
        customer.person.email,
        customer.organisation.name if customer.organisation else None,
        is_near,
    )


def _organisation(one: Organisation, *, is_near: bool) -> OrganisationHit:
    return OrganisationHit(one.pk, one.name, tuple(d.domain for d in one.domains.all()), is_near)


def _narrowed(
    rows: QuerySet[Row], terms: Sequence[Term], known: Mapping[str, Callable[[str], Q]]
) -> QuerySet[Row]:
    """Terms that say nothing of people find no people."""
    for term in terms:
        meaning = known.get(term.keyword)
        condition = meaning(term.value) if meaning and term.operator == ":" else Q(pk__in=[])
        rows = rows.exclude(condition) if term.is_negated else rows.filter(condition)
    return rows


def people_with(query: Query) -> list[int]:
    """The persons, customers or agents, whose names or addresses have all the words."""
    asked = look_up(query.words, languages=())
    return _idents(_PEOPLE_WITH, asked=asked.tsquery) if asked else []


def _number(value: str, path: str) -> Q:
    is_number = value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS
    return Q(**{path: int(value)}) if is_number else Q(pk__in=[])


def _membership(value: str) -> Q:
    match value.lower():
        case "none":
            return Q(organisation__isnull=True)
        case "*":
            return Q(organisation__isnull=False)
        case number if number.isdecimal():
            return _number(number, "organisation_id")
        case _:
            return Q(organisation__name__iexact=value)


_PERSON_TERMS: Mapping[str, Callable[[str], Q]] = {
    "email": lambda value: Q(person__identities__value=value.lower()),
    "phone": lambda value: Q(person__identities__value=value),
    "name": lambda value: Q(person__name__iexact=value),
    "organization": _membership,
    "tags": lambda value: Q(tags__contains=[value.lower()]),
    "notes": lambda value: Q(notes__icontains=value),
    "external_id": lambda value: Q(external_id=value),
}
_ORGANISATION_TERMS: Mapping[str, Callable[[str], Q]] = {
    "name": lambda value: Q(name__iexact=value),
    "domain": lambda value: Q(domains__domain=value.lower()),
    "tags": lambda value: Q(tags__contains=[value.lower()]),
    "notes": lambda value: Q(notes__icontains=value),
    "external_id": lambda value: Q(external_id=value),
}
