"""The query language of `search`: words, and `keyword:value` terms that narrow by fields.

type:ticket status<solved assignee:me tags:billing created>2026-01-01 "paper jam" -refund
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from firstline.desk.models import Priority, TicketStatus
from firstline.platform.clock import now
from firstline.team.models import Agent

LONGEST_QUERY = 2000
_TERM = re.compile(
    r"(?P<not>-)?(?:(?P<keyword>[A-Za-z_][A-Za-z0-9_.]*)(?P<operator><=|>=|:|<|>))?"
    r"(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\"]+))"
)
_AGO = re.compile(r"(\d{1,6})(minutes?|hours?|days?|weeks?|months?|years?)")
_UNITS = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}
_LOOKUPS = {":": "exact", "<": "lt", ">": "gt", "<=": "lte", ">=": "gte"}


@dataclass(frozen=True)
class Term:
    keyword: str
    operator: str
    value: str
    is_negated: bool


@dataclass(frozen=True)
class Query:
    """A parsed query: the kinds asked for, the plain words, and the terms by keyword."""

    kinds: frozenset[str]
    words: tuple[str, ...]
    unwanted: tuple[str, ...]
    terms: tuple[Term, ...]
    order_by: str
    is_descending: bool


def parse(text: str, *, kind: str = "") -> Query:
    """Never fails: what is no term is a word."""
    kinds: set[str] = {kind} if kind else set()
    words: list[str] = []
    unwanted: list[str] = []
    terms: list[Term] = []
    order_by, is_descending = "", True
    for match in _TERM.finditer(text[:LONGEST_QUERY]):
        keyword = (match["keyword"] or "").lower()
        value = match["quoted"] if match["quoted"] is not None else match["bare"]
        match keyword:
            case "":
                (unwanted if match["not"] else words).append(value)
            case "type":
                kinds.add(value.lower())
            case "order_by":
                order_by = value
            case "sort":
                is_descending = value != "asc"
            case _:
                terms.append(Term(keyword, match["operator"], value, bool(match["not"])))
    return Query(
        frozenset(kinds), tuple(words), tuple(unwanted), tuple(terms), order_by, is_descending
    )


def ticket_filter(query: Query, *, caller: Agent) -> Q:
    """The terms as a condition on tickets; an unknown keyword finds nothing, as in Zendesk.

    The same keyword several times with ":" means any of its values, different keywords all.
    """
    alternatives: dict[str, Q] = defaultdict(Q)
    condition = Q()
    for term in query.terms:
        one = _one(term, caller)
        if term.is_negated:
            condition &= ~one
        elif term.operator == ":":
            alternatives[term.keyword] |= one
        else:
            condition &= one
    for either in alternatives.values():
        condition &= either
    return condition


def _one(term: Term, caller: Agent) -> Q:
    compile_term = _KEYWORDS.get(term.keyword)
    return compile_term(term, caller) if compile_term else Q(pk__in=[])


def _person(path: str) -> Callable[[Term, Agent], Q]:
    def condition(term: Term, caller: Agent) -> Q:
        match term.value.lower():
            case "me":
                return Q(**{f"{path}_id": caller.pk})
            case "none":
                return Q(**{f"{path}__isnull": True})
            case "*":
                return Q(**{f"{path}__isnull": False})
            case value if value.isdecimal() and len(value) < 19:
                return Q(**{f"{path}_id": int(value)})
            case value if "@" in value:
                return Q(**{f"{path}__person__email": value})
            case value:
                return Q(**{f"{path}__person__name__iexact": value})

    return condition


def _ranked(field: str, ranks: list[str]) -> Callable[[Term, Agent], Q]:
    def condition(term: Term, _caller: Agent) -> Q:
        value = term.value.lower()
        if value not in ranks:
            return Q(pk__in=[])
        place = ranks.index(value)
        chosen = {
            ":": [value],
            "<": ranks[:place],
            "<=": ranks[: place + 1],
            ">": ranks[place + 1 :],
            ">=": ranks[place:],
        }[term.operator]
        return Q(**{f"{field}__in": chosen})

    return condition


def _moment(field: str) -> Callable[[Term, Agent], Q]:
    def condition(term: Term, _caller: Agent) -> Q:
        relative = _AGO.fullmatch(term.value.lower())
        if relative:
            at = now() - timedelta(minutes=int(relative[1]) * _UNITS[relative[2].rstrip("s")])
            return Q(**{f"{field}__{_LOOKUPS[term.operator]}": at})
        return _absolute(field, term)

    return condition


def _absolute(field: str, term: Term) -> Q:
    """A day of the reader's zone from its start to its end, or a moment."""
    try:
        moment, day = parse_datetime(term.value), parse_date(term.value)
    except ValueError:
        return Q(pk__in=[])
    if day is not None:
        start = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here
        end = start + timedelta(days=1)
        return {
            ":": Q(**{f"{field}__gte": start, f"{field}__lt": end}),
            "<": Q(**{f"{field}__lt": start}),
            "<=": Q(**{f"{field}__lt": end}),
            ">": Q(**{f"{field}__gte": end}),
            ">=": Q(**{f"{field}__gte": start}),
        }[term.operator]
    if moment is None:
        return Q(pk__in=[])
    aware = moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)
    return Q(**{f"{field}__{_LOOKUPS[term.operator]}": aware})


def _tags(term: Term, _caller: Agent) -> Q:
    match term.value.lower():
        case "none":
            return Q(tags=[])
        case "*":
            return ~Q(tags=[])
        case value:
            return Q(tags__contains=[value])


def _number(term: Term, _caller: Agent) -> Q:
    is_number = term.value.isdecimal() and len(term.value) < 19
    return Q(**{f"pk__{_LOOKUPS[term.operator]}": int(term.value)}) if is_number else Q(pk__in=[])


def _group(term: Term, _caller: Agent) -> Q:
    value = term.value.lower()
    if value in {"none", "*"}:
        return Q(group__isnull=value == "none")
    return (
        Q(group_id=int(value))
        if value.isdecimal() and len(value) < 19
        else Q(group__name__iexact=value)
    )


def _organisation(term: Term, _caller: Agent) -> Q:
    value = term.value.lower()
    if value in {"none", "*"}:
        return Q(requester__organisation__isnull=value == "none")
    if value.isdecimal() and len(value) < 19:
        return Q(requester__organisation_id=int(value))
    return Q(requester__organisation__name__iexact=value)


_KEYWORDS: Mapping[str, Callable[[Term, Agent], Q]] = {
    "assignee": _person("assignee"),
    "requester": _person("requester"),
    "status": _ranked("status", list(TicketStatus.values)),
    "priority": _ranked("priority", list(Priority.values)),
    "created": _moment("created_at"),
    "updated": _moment("updated_at"),
    "solved": _moment("solved_at"),
    "tags": _tags,
    "ticket_id": _number,
    "group": _group,
    "organization": _organisation,
    "subject": lambda term, _caller: Q(subject__icontains=term.value),
    "via": lambda term, _caller: Q(channel={"mail": "email"}.get(term.value, term.value)),
}
