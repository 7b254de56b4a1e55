"""Search over tickets, messages, files and people, for one reader's eyes."""

from firstline.desk.search.found import Found, TicketHit, ticket_hits
from firstline.desk.search.people import OrganisationHit, PersonHit, organisations, people
from firstline.desk.search.tickets import by_number, matching_tickets
from firstline.platform.search.query import Query, parse
from firstline.platform.search.words import look_up
from firstline.team.models import Agent

__all__ = ["Found", "OrganisationHit", "PersonHit", "TicketHit", "search"]

TICKETS, PEOPLE, ORGANISATIONS = "ticket", "user", "organization"


def search(query: Query | str, *, reader: Agent, most: int, skip: int = 0) -> Found:
    """What the reader may see and the query asks for, best and newest first; `most` a kind.

    People are only on the first page: there is no reason to turn over for one.
    """
    asked = parse(query) if isinstance(query, str) else query
    if not asked:
        return Found()
    tickets = _tickets(asked, reader, most, skip) if _wants(asked, TICKETS) else Found()
    if skip or not _says_who(asked):
        return tickets
    names = look_up(asked.words, languages=())
    return Found(
        tickets=tickets.tickets,
        people=people(asked, names, reader=reader, most=most) if _wants(asked, PEOPLE) else (),
        organisations=(
            organisations(asked, names, reader=reader, most=most)
            if _wants(asked, ORGANISATIONS)
            else ()
        ),
        problems=tickets.problems,
        tickets_total=tickets.tickets_total,
        is_cut=tickets.is_cut,
    )


def _tickets(query: Query, reader: Agent, most: int, skip: int) -> Found:
    matches = matching_tickets(query, reader=reader)
    numbered = by_number(query, reader)
    if numbered is not None:
        matches.idents = [numbered, *(ident for ident in matches.idents if ident != numbered)]
    return Found(
        tickets=ticket_hits(matches, matches.idents[skip : skip + most]),
        problems=matches.problems,
        tickets_total=max(matches.total, len(matches.idents)),
        is_cut=matches.is_cut,
    )


def _wants(query: Query, kind: str) -> bool:
    return not query.kinds or kind in query.kinds


def _says_who(query: Query) -> bool:
    """With terms, people are meant only when the query says so: most terms are about tickets."""
    return bool(query.kinds - {TICKETS}) or not (query.terms or query.kinds)
