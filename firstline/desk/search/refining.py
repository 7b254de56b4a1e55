"""Filters beside the results: each is a piece of the query language that a click puts in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from firstline.desk.models import Priority, TicketStatus
from firstline.desk.models.ticket import TicketType
from firstline.platform.search.query import Query, Term

KINDS = ("ticket", "user", "organization")


@dataclass(frozen=True)
class Choice:
    """One value of a filter: chosen or not, and the query with it the other way round."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    key: str
    label: str
    choices: Sequence[Choice]

    @property
    def chosen(self) -> str:
        return ", ".join(choice.label for choice in self.choices if choice.is_chosen)


def kinds(query: Query) -> list[Choice]:
    """Everything, or one kind alone."""
    labels = (_("Tickets"), _("People"), _("Organisations"))
    everything = Choice(
        _("Everything"), str(replace(query, kinds=frozenset())), is_chosen=not query.kinds
    )
    return [
        everything,
        *(
            Choice(label, str(replace(query, kinds=frozenset({kind}))), query.kinds == {kind})
            for kind, label in zip(KINDS, labels, strict=True)
        ),
    ]


def orders(query: Query) -> list[Choice]:
    ways = (
        (_("Best match"), "", True),
        (_("Last updated"), "updated", True),
        (_("Newest"), "created", True),
        (_("Oldest"), "created", False),
    )
    return [
        Choice(
            label,
            str(replace(query, order_by=field, is_descending=descending)),
            is_chosen=(query.order_by, query.is_descending if field else True)
            == (field, descending),
        )
        for label, field, descending in ways
    ]


def filters(query: Query) -> list[Filter]:
    """What tickets can be narrowed by with a click."""
    return [
        _several(query, "status", _("Status"), TicketStatus.choices),
        _several(query, "ticket_type", _("Type"), TicketType.choices),
        _several(query, "priority", _("Priority"), Priority.choices),
        _several(
            query,
            "assignee",
            _("Assignee"),
            [("me", pgettext("assignee", "Me")), ("none", pgettext("assignee", "Nobody"))],
        ),
        _several(
            query,
            "via",
            _("Channel"),
            [("email", _("Email")), ("web", _("Web")), ("api", _("API"))],
        ),
        _since(query, "created", _("Opened")),
        _since(query, "updated", _("Updated")),
        _several(query, "has_attachment", _("Files"), [("true", _("With files"))]),
    ]


def _several(
    query: Query, keyword: str, label: str, values: Sequence[tuple[str, str | Promise]]
) -> Filter:
    """Values of which any may be chosen together."""
    return Filter(
        keyword,
        label,
        [
            Choice(str(text), _toggled(query, term), term in query.terms)
            for value, text in values
            for term in [Term(keyword, ":", value)]
        ],
    )


def _since(query: Query, keyword: str, label: str) -> Filter:
    """Stretches of time of which one is chosen at most."""
    stretches = (
        ("1day", _("In the last 24 hours")),
        ("7days", _("In the last 7 days")),
        ("30days", _("In the last 30 days")),
        ("1year", _("In the last year")),
    )
    others = replace(query, terms=tuple(t for t in query.terms if t.keyword != keyword))
    return Filter(
        keyword,
        label,
        [
            Choice(
                text,
                str(others if term in query.terms else _toggled_in(others, term)),
                term in query.terms,
            )
            for value, text in stretches
            for term in [Term(keyword, ">", value)]
        ],
    )


def _toggled(query: Query, term: Term) -> str:
    return str(_toggled_in(query, term))


def _toggled_in(query: Query, term: Term) -> Query:
    if term in query.terms:
        return replace(query, terms=tuple(one for one in query.terms if one != term))
    # What is narrowed by a ticket's field is about tickets.
    return replace(query, terms=(*query.terms, term), kinds=query.kinds & {"ticket"})
