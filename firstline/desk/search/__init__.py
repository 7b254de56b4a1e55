"""Search over tickets, messages, files and people, for one reader's eyes."""

from firstline.desk.search.found import Found, TicketHit, ticket_hits
from firstline.desk.search.people import OrganisationHit, PersonHit, organisations, people
from firstline.desk.search.tickets import by_number, matching_tickets
from firstline.platform.search.query import Query, parse
from firstline.team.models import Agent

__all__ = ["Found", "OrganisationHit", "PersonHit", "TicketHit", "search"]

_TICKET, _PERSON, _ORGANISATION = "ticket", "user", "organization"


def search(query: Query | str, *, reader: Agent, most: int, skip: int = 0) -> Found:
    """What the reader may see and the query asks for, best and newest first; `most` a kind.

    People are only on the first page: there is no reason to turn over for one.
    """
    asked = parse(query) if isinstance(query, str) else query
    if not asked:
        return Found()
    matches = matching_tickets(asked, reader=reader) if _wants(asked, _TICKET) else None
    idents = matches.idents if matches else []
    numbered = by_number(asked, reader) if matches else None
    if numbered is not None:
        idents = [numbered, *(ident for ident in idents if ident != numbered)]
    return Found(
        tickets=ticket_hits(matches, idents[skip : skip + most]) if matches else (),
        people=people(asked, reader=reader, most=most) if _wants_people(asked, skip) else (),
        organisations=(
            organisations(asked, reader=reader, most=most)
            if not skip and _wants(asked, _ORGANISATION) and _says_who(asked)
            else ()
        ),
        problems=matches.problems if matches else (),
        tickets_total=max(matches.total, len(idents)) if matches else 0,
        is_cut=matches.is_cut if matches else False,
    )


def _wants(query: Query, kind: str) -> bool:
    return not query.kinds or kind in query.kinds


def _wants_people(query: Query, skip: int) -> bool:
    return not skip and _wants(query, _PERSON) and _says_who(query)


def _says_who(query: Query) -> bool:
    """With terms, people are meant only when the query says so: most terms are about tickets."""
    return bool(query.kinds) or not query.terms
