from typing import Any

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value

from firstline.api import errors
from firstline.api.endpoints import Answer, describes
from firstline.api.pagination import LARGEST_PAGE, Page, numbered, total
from firstline.api.shapes.ticket import TicketShape, shape_tickets, visible_tickets
from firstline.api.shapes.user import User, people, user
from firstline.desk.search.people import people_with
from firstline.desk.search.tickets import ORDERS, matching_tickets
from firstline.platform.accounts.models import Person
from firstline.platform.search.query import Query, parse
from firstline.team.access import AgentRequest
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import may

_MOST_RESULTS = 1000


class TicketResult(TicketShape):
    result_type: str = "ticket"


class UserResult(User):
    result_type: str = "user"


class SearchAnswer(msgspec.Struct):
    results: list[TicketResult]
    facets: None = None
    next_page: str | None = None
    previous_page: str | None = None
    count: int = 0


class CountAnswer(msgspec.Struct):
    count: int


@describes(SearchAnswer, parameters=("query", "sort_by", "sort_order", "page", "per_page"))
def index(request: AgentRequest) -> Answer:
    """Tickets, or users with `type:user`, that match the query."""
    query = _asked(request)
    _check_depth(request)
    if query.kinds == {"user"}:
        page = numbered(request, _matching_people(query, request.agent), order=["pk"])
        results: list[Any] = [_as_result(user(person, request), "user") for person in page.rows]
    else:
        page = _page_of_tickets(request, query)
        results = [_as_result(shape, "ticket") for shape in shape_tickets(page.rows, request)]
    return Answer({"results": results, "facets": None, **page.keys})


@describes(CountAnswer, parameters=("query",))
def count(request: AgentRequest) -> Answer:
    """How many results a query has; an estimate where there are very many."""
    query = _asked(request)
    if query.kinds == {"user"}:
        return Answer(CountAnswer(count=total(_matching_people(query, request.agent))))
    return Answer(CountAnswer(count=_page_of_tickets(request, query).keys["count"]))


def _asked(request: AgentRequest) -> Query:
    text = request.GET.get("query", "")
    if not text.strip():
        raise errors.ApiError(
            {"error": "invalid", "description": "Invalid search: query is blank"}, 422
        )
    query = parse(text)
    kind = request.GET.get("filter[type]", "")
    return query.of_kind(kind.lower()) if kind else query


def _check_depth(request: AgentRequest) -> None:
    number, size = (_whole(request.GET.get(name, "")) for name in ("page", "per_page"))
    if (number or 1) * min(size or LARGEST_PAGE, LARGEST_PAGE) > _MOST_RESULTS:
        raise errors.ApiError(
            {
                "error": "invalid",
                "description": "Invalid search: Requested response size was greater than "
                "Search Response Limits",
            },
            422,
        )


def _whole(value: str) -> int:
    """Nonsense is left to the paging, which refuses it."""
    return int(value[:10]) if value.isascii() and value.isdecimal() else 0


def _page_of_tickets(request: AgentRequest, query: Query) -> Page:
    tickets = visible_tickets(request.agent)
    if query.kinds and "ticket" not in query.kinds:
        return numbered(request, tickets.none(), order=["pk"])
    order = _order(request, query)
    matches = matching_tickets(query, reader=request.agent, most=_MOST_RESULTS, order=order)
    idents = Value(matches.idents, output_field=ArrayField(BigIntegerField()))
    ranked = tickets.filter(pk__in=matches.idents).order_by(
        Func(idents, F("pk"), function="array_position")
    )
    page = numbered(request, ranked)
    return Page(page.rows, {**page.keys, "count": max(matches.total, len(matches.idents))})


def _matching_people(query: Query, reader: Agent) -> QuerySet[Person]:
    """Colleagues, and customers where the reader may look through them."""
    of_customers = Q(customer__isnull=False) if may(reader, Right.SEE_CUSTOMERS) else Q()
    found = people().filter(Q(agent__isnull=False) | of_customers)
    for term in query.terms:
        found = found.filter(_person_condition(term.keyword, term.value))
    return found.filter(pk__in=people_with(query)) if query.words else found


def _person_condition(keyword: str, value: str) -> Q:
    match keyword:
        case "email":
            return Q(email=value.lower())
        case "name":
            return Q(name__iexact=value)
        case "role":
            is_agent = value in {"agent", "admin"}
            return Q(agent__role="admin") if value == "admin" else Q(agent__isnull=not is_agent)
        case _:
            return Q(pk__in=[])


def _order(request: AgentRequest, query: Query) -> list[str]:
    """By relevance, unless an order is asked for."""
    field = ORDERS.get(request.GET.get("sort_by") or query.order_by)
    if field is None:
        return []
    is_descending = (
        request.GET.get("sort_order", "desc" if query.is_descending else "asc") == "desc"
    )
    return [f"-{field}", "-pk"] if is_descending else [field, "pk"]


def _as_result(shape: msgspec.Struct, kind: str) -> msgspec.Struct:
    result = UserResult if kind == "user" else TicketResult
    return result(**{name: getattr(shape, name) for name in shape.__struct_fields__})
