"""Which tickets a query finds for one reader, best and newest first."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from firstline.desk.actions.living import where_it_lives
from firstline.desk.models import Ticket
from firstline.desk.search.keywords import Asking, Meaning, meaning_of
from firstline.desk.search.walking import SOURCES, SUBJECTS, Hit, Walk, newest_ids
from firstline.platform.clock import now
from firstline.platform.search.query import Query, Word
from firstline.platform.search.words import Asked, languages_searched, look_up
from firstline.team.models import Agent

# A hit has lost half its rank after a quarter of a year; seconds.
_HALF_LIFE = 91 * 86400
# What is spread over several messages of a ticket counts for less.
_SPREAD = 0.3
_CHECKED_AT_ONCE = 300
# So few tickets pass the terms that each can be looked into.
_FEW = 1000
# What costs more than this by PostgreSQL's own reckoning is only looked for among the newest.
_DEAR, _NEWEST = 40_000, 50_000
# So many of each source are enough to rank.
_ENOUGH = 60
# The best of so many are shown; more narrow nothing down.
MOST_FOUND = 120

ORDERS = {
    "created": "created_at",
    "created_at": "created_at",
    "updated": "updated_at",
    "updated_at": "updated_at",
    "priority": "priority",
    "status": "status",
    "ticket_type": "type",
}


@dataclass
class Matches:
    """The tickets found, best first, with the row of each that had the words."""

    idents: list[int] = field(default_factory=list)
    best: dict[int, Hit] = field(default_factory=dict)
    # How they are written in texts, to mark them.
    beginnings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    # Whether there may be more, older ones; then the total is an estimate.
    is_cut: bool = False
    total: int = 0


def matching_tickets(
    query: Query, *, reader: Agent, most: int = MOST_FOUND, order: Sequence[str] = ()
) -> Matches:
    """At most `most` tickets that the reader may see and that have all that is asked for."""
    languages = languages_searched(reader.person.language)
    meaning = meaning_of(query, Asking(reader, languages))
    tickets = Ticket.objects.visible_to(reader).living().filter(meaning.condition)
    order = order or _order(query)
    words = (*query.words, *meaning.words)
    finding = _Finding(tickets, words, query.unwanted, languages, meaning, most)
    found = finding.matches(order) if words else finding.matches_of_terms(order)
    found.problems = meaning.problems
    return found


def _order(query: Query) -> list[str]:
    name = ORDERS.get(query.order_by)
    sign = "-" if query.is_descending else ""
    return [f"{sign}{name}", f"{sign}pk"] if name else []


class _Finding:
    """One search for words: the candidates so far, and their ranks."""

    def __init__(
        self,
        tickets: QuerySet[Ticket],
        words: Sequence[Word],
        unwanted: Sequence[Word],
        languages: Sequence[str],
        meaning: Meaning,
        most: int,
    ) -> None:
        self.tickets = tickets
        self.most = most
        self.is_narrowed = meaning.is_narrowing
        self.newest = newest_ids()
        texts = self.newest["message"]
        self.asked = look_up(words, languages=languages, texts=texts)
        self.unwanted = look_up(unwanted, languages=languages).any_of_them
        self.ranks: dict[int, float] = defaultdict(float)
        self.best: dict[int, Hit] = {}
        self.updated: dict[int, datetime] = {}
        self.refused: set[int] = set()
        self.part_walked = 1.0

    def matches(self, order: Sequence[str]) -> Matches:
        if self.asked:
            few = self._few()
            if few is not None:
                self._find_among(few)
            else:
                self._find_in_one_text()
                if len(self.updated) < _ENOUGH and len(self.asked.lookups) > 1:
                    self._find_in_several_texts()
        idents = self._ordered(order) if order else self._ranked()
        return Matches(
            idents[: self.most],
            best=self.best,
            beginnings=self.asked.beginnings,
            is_cut=len(idents) > self.most or self.part_walked < 1,
            total=round(len(idents) / max(self.part_walked, 0.001)),
        )

    def matches_of_terms(self, order: Sequence[str]) -> Matches:
        """What the terms let pass, when no word is asked for."""
        tickets = self.tickets
        first = tickets.order_by(*(order or ("-updated_at", "-pk")))[: self.most + 1]
        is_dear = _expected(first)[1] > _DEAR
        if is_dear:
            newest = self.newest["subject"]
            tickets = tickets.filter(pk__gt=newest - _NEWEST)
            first = tickets.order_by(*(order or ("-updated_at", "-pk")))[: self.most + 1]
        idents = list(first.values_list("pk", flat=True))
        is_cut = len(idents) > self.most or is_dear
        if self.unwanted:
            having = _with_words(idents, [self.unwanted])
            idents = [ident for ident in idents if ident not in having]
        total = _expected(self.tickets)[0] if len(idents) > self.most else 0
        return Matches(idents[: self.most], is_cut=is_cut, total=max(total, len(idents)))

    def _find_in_one_text(self) -> None:
        for source in SOURCES:
            walk = Walk(source, self.asked, self.newest[source.name])
            self._take(walk, until=_Enough(_ENOUGH if self.most <= MOST_FOUND else self.most))
            self.part_walked = min(self.part_walked, walk.part_walked)

    def _take(self, walk: Walk, *, until: "_Enough") -> None:
        for hits in walk.rounds(until=until):
            self._check([hit.ticket for hit in hits])
            for hit in hits:
                if hit.ticket in self.updated:
                    until.tickets.add(hit.ticket)
                    self._count(hit)

    def _count(self, hit: Hit) -> None:
        self.ranks[hit.ticket] += hit.rank
        best = self.best.get(hit.ticket)
        # A message says more about a ticket than its subject, which is shown anyway.
        if best is None or (best.source == "subject" and hit.source != "subject"):
            self.best[hit.ticket] = hit

    def _check(self, idents: Iterable[int]) -> None:
        """Look up which of these tickets the reader may see and the terms let pass."""
        new = [ident for ident in dict.fromkeys(idents) if not self._is_known(ident)]
        passing = dict(self.tickets.filter(pk__in=new).values_list("pk", "updated_at"))
        if self.unwanted and passing:
            having = _with_words(list(passing), [self.unwanted])
            passing = {ident: at for ident, at in passing.items() if ident not in having}
        self.updated.update(passing)
        self.refused.update(ident for ident in new if ident not in passing)

    def _is_known(self, ident: int) -> bool:
        return ident in self.updated or ident in self.refused

    def _find_in_several_texts(self) -> None:
        """Tickets whose words are spread over subject and messages: by the rarest word."""
        rarest = min(self.asked.lookups, key=lambda lookup: lookup.share)
        hits: list[Hit] = []
        for source in SOURCES:
            walk = Walk(source, Asked((rarest,)), self.newest[source.name])
            hits += next(walk.rounds(until=lambda: False), [])
            self.part_walked = min(self.part_walked, walk.part_walked)
        self._find_among([hit.ticket for hit in hits if not self._is_known(hit.ticket)])

    def _few(self) -> list[int] | None:
        """The tickets that the terms let pass, if they are few enough to look into each."""
        if not self.is_narrowed:
            return None
        rows, cost = _expected(self.tickets)
        if rows > _FEW or cost > _DEAR:
            return None
        idents = list(self.tickets.values_list("pk", flat=True)[: _FEW + 1])
        return idents if len(idents) <= _FEW else None

    def _find_among(self, idents: Sequence[int]) -> None:
        """Those of the tickets that have all words, be they in the subject or in any message."""
        having = _with_words(list(dict.fromkeys(idents)), [*map(Asked.alone, self.asked.lookups)])
        self._check(having)
        for hit in _hits_within(list(having & self.updated.keys()), self.asked.any_of_them):
            self._count(Hit(hit.ident, hit.ticket, hit.rank * _SPREAD, hit.source))

    def _ranked(self) -> list[int]:
        moment = now()

        def rank(ident: int) -> tuple[float, int]:
            age = max((moment - self.updated[ident]).total_seconds(), 0)
            return self.ranks[ident] / (1 + age / _HALF_LIFE), ident

        return sorted(self.updated, key=rank, reverse=True)

    def _ordered(self, order: Sequence[str]) -> list[int]:
        found = Ticket.objects.filter(pk__in=list(self.updated)).order_by(*order)
        return list(found.values_list("pk", flat=True))


class _Enough:
    """Whether a source has brought as many tickets as are wanted of it."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.tickets: set[int] = set()

    def __call__(self) -> bool:
        return len(self.tickets) >= self.wanted


def _with_words(idents: Sequence[int], asked: Sequence[Asked]) -> set[int]:
    """Those of the tickets in whose subject and messages, taken together, the words occur."""
    if not idents:
        return set()
    clause = " AND ".join(["bool_or(search @@ %s::tsquery)"] * len(asked))
    sql = f"""
        WITH texts AS MATERIALIZED (
            SELECT ticket_id, search FROM desk_message WHERE ticket_id = ANY(%s)
            UNION ALL SELECT id, search FROM desk_ticket WHERE id = ANY(%s)
        )
        SELECT ticket_id FROM texts GROUP BY ticket_id HAVING {clause}
    """  # noqa: S608 - the words are parameters
    having: set[int] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(idents), _CHECKED_AT_ONCE):
            some = list(idents[start : start + _CHECKED_AT_ONCE])
            cursor.execute(sql, [some, some, *(one.tsquery for one in asked)])
            having.update(ident for (ident,) in cursor.fetchall())
    return having


def _hits_within(idents: Sequence[int], asked: Asked) -> list[Hit]:
    """The messages and subjects of these tickets that have one of the words."""
    sql = """
        SELECT id, ticket_id, ts_rank(search, %(asked)s::tsquery), 'message' FROM desk_message
        WHERE ticket_id = ANY(%(idents)s) AND search @@ %(asked)s::tsquery
        UNION ALL
        SELECT id, id, ts_rank(search, %(asked)s::tsquery), 'subject' FROM desk_ticket
        WHERE id = ANY(%(idents)s) AND search @@ %(asked)s::tsquery
    """
    if not idents:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, {"asked": asked.tsquery, "idents": list(idents)})
        return [
            Hit(ident, ticket, rank * SUBJECTS.weight if source == SUBJECTS.name else rank, source)
            for ident, ticket, rank, source in cursor.fetchall()
        ]


def _expected(tickets: QuerySet[Ticket]) -> tuple[int, float]:
    """How many rows PostgreSQL expects, and at which cost, without reading them."""
    explained = tickets.values("pk", "updated_at").explain(format="json")
    if not explained:
        # The ORM knows by itself that there are none.
        return 0, 0.0
    (plan,) = json.loads(explained)
    return plan["Plan"]["Plan Rows"], plan["Plan"]["Total Cost"]


def by_number(query: Query, reader: Agent) -> int | None:
    """The ticket whose number was typed, with or without a hash."""
    if len(query.words) != 1 or query.terms:
        return None
    number = query.words[0].text.removeprefix("#")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    visible = Ticket.objects.visible_to(reader)
    found = visible.filter(pk=int(number)).only("merged_into").first()
    if found is None:
        return None
    if found.merged_into_id is None:
        return found.pk
    living = visible.filter(pk=where_it_lives(found).pk)
    return living.values_list("pk", flat=True).first() or found.pk
