from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from firstline.api import errors
from firstline.api.endpoints import Answer, describes
from firstline.api.pagination import Page, numbered, total
from firstline.api.search_query import Query, parse, ticket_filter
from firstline.api.shapes.ticket import TicketShape, shape_tickets, visible_tickets
from firstline.api.shapes.user import User, people, user
from firstline.desk.models import Message, Ticket
from firstline.platform.accounts.models import Person
from firstline.platform.search.words import Has, Words, person_vector
from firstline.team.access import AgentRequest

_MOST_RESULTS = 1000
_ORDERS = {
    "created_at": "created_at",
    "created": "created_at",
    "updated_at": "updated_at",
    "updated": "updated_at",
    "priority": "priority",
    "status": "status",
}


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
    if query.kinds == {"user"}:
        page = _page(request, _matching_people(query), ["pk"])
        results: list[Any] = [_as_result(user(person, request), "user") for person in page.rows]
    else:
        page = _page(request, _matching_tickets(query, request), _order(request, query))
        results = [_as_result(shape, "ticket") for shape in shape_tickets(page.rows, request)]
    return Answer({"results": results, "facets": None, **page.keys})


@describes(CountAnswer, parameters=("query",))
def count(request: AgentRequest) -> Answer:
    """How many results a query has."""
    query = _asked(request)
    rows = _matching_people(query) if query.kinds == {"user"} else _matching_tickets(query, request)
    return Answer(CountAnswer(count=total(rows)))


def _asked(request: AgentRequest) -> Query:
    text = request.GET.get("query", "")
    if not text.strip():
        raise errors.ApiError(
            {"error": "invalid", "description": "Invalid search: query is blank"}, 422
        )
    return parse(text, kind=request.GET.get("filter[type]", ""))


def _page(request: AgentRequest, rows: QuerySet[Any], order: list[str]) -> Page:
    number, size = (request.GET.get(name, "") for name in ("page", "per_page"))
    if (
        number.isdecimal()
        and int(number) * (int(size) if size.isdecimal() else 100) > _MOST_RESULTS
    ):
        raise errors.ApiError(
            {
                "error": "invalid",
                "description": "Invalid search: Requested response size was greater than "
                "Search Response Limits",
            },
            422,
        )
    return numbered(request, rows, order=order)


def _matching_tickets(query: Query, request: AgentRequest) -> QuerySet[Ticket]:
    tickets = visible_tickets(request.agent).filter(ticket_filter(query, caller=request.agent))
    for word in query.words:
        tickets = tickets.filter(_has_word(word))
    for word in query.unwanted:
        tickets = tickets.exclude(_has_word(word))
    return tickets if not query.kinds or "ticket" in query.kinds else tickets.none()


def _has_word(word: str) -> Q:
    """In the subject or in any message; a number is also the ticket's own."""
    words = Words.typed(word)
    if not words:
        return Q()
    messages = Message.objects.filter(Has("search", words))
    subjects = Ticket.objects.filter(Has("search", words))
    found = Q(pk__in=messages.values("ticket_id")) | Q(pk__in=subjects.values("pk"))
    return found | Q(pk=int(word)) if word.isdecimal() and len(word) < 19 else found


def _matching_people(query: Query) -> QuerySet[Person]:
    found = people().filter(Q(agent__isnull=False) | Q(customer__isnull=False))
    for term in query.terms:
        found = found.filter(_person_condition(term.keyword, term.value))
    words = Words.typed(" ".join(query.words))
    if words:
        found = found.filter(Has(person_vector(), words))
    return found


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
    asked = request.GET.get("sort_by") or query.order_by
    is_descending = (
        request.GET.get("sort_order", "desc" if query.is_descending else "asc") == "desc"
    )
    field = _ORDERS.get(asked, "updated_at")
    return [f"-{field}", "-pk"] if is_descending else [field, "pk"]


def _as_result(shape: msgspec.Struct, kind: str) -> msgspec.Struct:
    result = UserResult if kind == "user" else TicketResult
    return result(**{name: getattr(shape, name) for name in shape.__struct_fields__})
