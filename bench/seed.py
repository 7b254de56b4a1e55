"""A desk of any size, made quickly: tickets, messages, history, mail and people, by COPY.

    python -m bench.seed [--tickets 100000] [--messages 4]

fills the empty database that DATABASE_URL names. Only for measuring: what it writes is consistent,
but tells no story. Foreign keys and indexes are made again at the end, which checks every row.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING, Any

from bench.vocabulary import RARE, RARE_COPIES, Vocabulary

if TYPE_CHECKING:
    from django.db.models import Model

ADMIN = "admin@bench.example"
MAILBOX = "support@bench.example"
AGENTS = 20
GROUPS = ("First line", "Second line", "Billing", "Field", "Security")
PERIOD = timedelta(days=365)
# The newest tickets are unsolved: as many as a team has in hand, however long the desk exists.
MOST_UNSOLVED = 2000
Say = Callable[[str], object]


@dataclass(frozen=True)
class Size:
    tickets: int
    messages: int = 4

    @property
    def customers(self) -> int:
        return max(self.tickets // 10, 10)

    @property
    def unsolved(self) -> int:
        return min(MOST_UNSOLVED, self.tickets // 2)


@dataclass(frozen=True)
class People:
    agents: tuple[int, ...]
    customers: tuple[int, ...]
    groups: tuple[int, ...]
    mailbox: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.seed", description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=4, help="of each ticket")
    options = parser.parse_args()
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstline.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    seed(Size(options.tickets, options.messages), say=print)


def seed(size: Size, *, say: Say = str, number: int = 1) -> Vocabulary:
    """Fill an empty, migrated database; the same `number` makes the same rows."""
    from django.db import connection

    rng = Random(number)  # noqa: S311 - rows, not secrets
    vocabulary = Vocabulary(rng)
    began = time.monotonic()
    people = _people(size, rng)
    writing = _Writing(size, people, vocabulary, rng)
    tables = writing.tables()
    with _unchecked(list(tables)):
        for model, (given, rows) in tables.items():
            _copy(model, given, rows)
            say(f"{time.monotonic() - began:6.1f} s  {model._meta.db_table}")
    say(f"{time.monotonic() - began:6.1f} s  indexes")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say(f"{time.monotonic() - began:6.1f} s  done")
    return vocabulary


def _people(size: Size, rng: Random) -> People:
    from django.utils import timezone

    from firstline.channels.email.models import Mailbox
    from firstline.customers.models import Customer, Organisation, OrganisationDomain
    from firstline.platform.accounts.models import Person
    from firstline.platform.company.models import Company
    from firstline.platform.events.actors import SYSTEM
    from firstline.team import actions as team

    Company.objects.create(pk=1, name="Bench", time_zone="UTC", language="en")
    mailbox = Mailbox.objects.create(address=MAILBOX, is_default=True)
    groups = [
        team.create_group(name, is_restricted=name == "Security", by=SYSTEM) for name in GROUPS
    ]
    agents = [
        team.add_agent(
            name=f"Agent {n}",
            email=ADMIN if n == 0 else f"agent{n}@bench.example",
            role="admin" if n == 0 else "agent",
            groups=[groups[n % len(groups)]],
            by=SYSTEM,
        )
        for n in range(AGENTS)
    ]
    first = max(agent.pk for agent in agents) + 1
    customers = range(first, first + size.customers)
    organisations = range(1, size.customers // 10 + 1)
    now = timezone.now()
    _copy(
        Person,
        ("id", "name", "email", "password", "created_at"),
        ((n, f"Customer {n}", f"customer{n}@bench.example", "!", now) for n in customers),
    )
    _copy(
        Organisation,
        ("id", "name", "created_at"),
        ((n, f"Organisation {n}", now) for n in organisations),
    )
    _copy(
        OrganisationDomain,
        ("organisation_id", "domain"),
        ((n, f"org{n}.example") for n in organisations),
    )
    _copy(
        Customer,
        ("person_id", "organisation_id"),
        ((n, rng.choice(organisations) if rng.random() < 0.8 else None) for n in customers),
    )
    return People(
        agents=tuple(agent.pk for agent in agents),
        customers=tuple(customers),
        groups=tuple(group.pk for group in groups),
        mailbox=mailbox.pk,
    )


Rows = Iterable[tuple[Any, ...]]


class _Writing:
    """The rows of each table, made as they are written. Ids follow from the ticket's number."""

    def __init__(self, size: Size, people: People, vocabulary: Vocabulary, rng: Random) -> None:
        from django.utils import timezone

        self.size = size
        self.people = people
        self.vocabulary = vocabulary
        self.rng = rng
        self.began = timezone.now() - PERIOD
        # By the ticket's number, for the tables written after it.
        self.requesters = rng.choices(people.customers, k=size.tickets)
        self.assignees = rng.choices(people.agents, k=size.tickets)
        self.previews = [""] * size.tickets
        self.rare = set(rng.sample(range(size.tickets), min(RARE_COPIES, size.tickets)))

    def tables(self) -> "dict[type[Model], tuple[Sequence[str], Rows]]":
        from firstline.channels.email.models import InboundMail, OutboundMail
        from firstline.desk.models import Message, Ticket
        from firstline.platform.events.models import Event

        return {
            Message: (_MESSAGE, self._messages()),
            Ticket: (_TICKET, self._tickets()),
            Event: (_EVENT, self._events()),
            InboundMail: (_INBOUND, self._inbound()),
            OutboundMail: (_OUTBOUND, self._outbound()),
        }

    def _moment(self, ticket: int, number: int = 0) -> datetime:
        """Messages of a ticket are an hour apart, and all of it is past."""
        left = PERIOD - timedelta(hours=self.size.messages + 1)
        return self.began + left * (ticket / self.size.tickets) + timedelta(hours=number)

    def _author(self, ticket: int, number: int) -> tuple[int, str]:
        """The customer and the agent take turns."""
        if number % 2:
            return self.requesters[ticket], "customer"
        return self.assignees[ticket], "agent"

    def _message_id(self, ticket: int, number: int) -> int:
        return ticket * self.size.messages + number

    def _messages(self) -> Iterator[tuple[Any, ...]]:
        for ticket in range(self.size.tickets):
            for number in range(1, self.size.messages + 1):
                text = self.vocabulary.text(self.rng)
                if number == 1 and ticket in self.rare:
                    text = f"{RARE} {text}"
                author, kind = self._author(ticket, number)
                self.previews[ticket] = " ".join(text[:200].split())
                yield (
                    self._message_id(ticket, number), ticket + 1, number, author, kind,
                    "email" if kind == "customer" else "web",
                    self._moment(ticket, number), text, f"<p>{text}</p>", "en",
                )  # fmt: skip

    def _tickets(self) -> Iterator[tuple[Any, ...]]:
        unsolved_from = self.size.tickets - self.size.unsolved
        ends_with_customer = bool(self.size.messages % 2)
        for ticket in range(self.size.tickets):
            is_unsolved = ticket >= unsolved_from
            updated = self._moment(ticket, self.size.messages)
            yield (
                ticket + 1, self.vocabulary.subject(self.rng),
                self.rng.choice(("open", "pending", "open")) if is_unsolved else "closed",
                self.rng.choice(("low", "normal", "normal", "high")), "email", "en",
                [self.rng.choice(("billing", "export", "hardware", "login"))],
                self.requesters[ticket],
                None if is_unsolved and ticket % 3 == 0 else self.assignees[ticket],
                self.people.groups[ticket % len(self.people.groups)], MAILBOX,
                self._moment(ticket, 1), updated, None if is_unsolved else updated,
                updated if is_unsolved and ends_with_customer else None,
                self.size.messages, self.previews[ticket],
            )  # fmt: skip

    def _events(self) -> Iterator[tuple[Any, ...]]:
        opened = json.dumps({"status": "new", "priority": "normal", "channel": "email"})
        for ticket in range(self.size.tickets):
            subject = ("ticket", ticket + 1)
            author, kind = self._author(ticket, 1)
            act = ("ticket_opened", self._moment(ticket, 1))
            yield (*act, *subject, kind, author, kind.title(), opened)
            for number in range(1, self.size.messages + 1):
                author, kind = self._author(ticket, number)
                name = "customer_wrote" if kind == "customer" else "reply_sent"
                data = f'{{"message": {self._message_id(ticket, number)}, "number": {number}}}'
                act = (name, self._moment(ticket, number))
                yield (*act, *subject, kind, author, kind.title(), data)

    def _inbound(self) -> Iterator[tuple[Any, ...]]:
        for ticket in range(self.size.tickets):
            for number in range(1, self.size.messages + 1, 2):
                message = self._message_id(ticket, number)
                raw = f"Message-ID: <{message}@in.bench.example>\r\n\r\n".encode()
                moment = self._moment(ticket, number)
                yield (
                    raw, sha256(raw).hexdigest(), len(raw), moment, "smtp",
                    "opened" if number == 1 else "threaded", moment, ticket + 1, message,
                    f"{message}@in.bench.example",
                    [f"{message - 1}@bench.example"] if number > 1 else [],
                )  # fmt: skip

    def _outbound(self) -> Iterator[tuple[Any, ...]]:
        for ticket in range(self.size.tickets):
            for number in range(2, self.size.messages + 1, 2):
                message = self._message_id(ticket, number)
                moment = self._moment(ticket, number)
                yield (
                    "reply", "sent", ticket + 1, message, self.requesters[ticket],
                    self.people.mailbox, moment, f"{message}@bench.example", MAILBOX,
                    "Re: a ticket", moment, moment, "The words of the reply.",
                )  # fmt: skip


_MESSAGE = (
    *("id", "ticket_id", "number", "author_id", "author_kind", "channel", "created_at"),
    *("text", "html", "language"),
)
_TICKET = (
    *("id", "subject", "status", "priority", "channel", "language", "tags", "requester_id"),
    *("assignee_id", "group_id", "recipient", "created_at", "updated_at", "solved_at"),
    *("waiting_since", "message_count", "preview"),
)
_EVENT = (
    *("name", "at", "subject_kind", "subject_id", "actor_kind", "person_id", "actor_name"),
    "data",
)
_INBOUND = (
    *("raw", "sha256", "size", "received_at", "source", "fate", "read_at", "ticket_id"),
    *("message_id", "internet_message_id", "mentions"),
)
_OUTBOUND = (
    *("kind", "state", "ticket_id", "message_id", "customer_id", "mailbox_id", "created_at"),
    *("internet_message_id", "from_address", "subject", "tried_since", "sent_at", "text"),
)


def _copy(model: "type[Model]", given: Sequence[str], rows: Rows) -> None:
    """COPY the rows; columns that are not given have the model's default in each."""
    from django.db import connection, models
    from psycopg.types.json import Jsonb

    others = [
        field
        for field in model._meta.local_concrete_fields
        if field.attname not in given and not field.primary_key and field.column != "search"
    ]
    defaults = tuple(
        Jsonb(field.get_default()) if isinstance(field, models.JSONField) else field.get_default()
        for field in others
    )
    columns = ", ".join(f'"{name}"' for name in (*given, *(field.column for field in others)))
    table = model._meta.db_table
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row + defaults)
    if "id" in given:
        _move_sequence(table)


def _move_sequence(table: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM \"{table}\"))",  # noqa: S608
            [table],
        )


@contextmanager
def _unchecked(models: "Sequence[type[Model]]") -> Iterator[None]:
    """Without foreign keys and further indexes, which are quicker made once at the end."""
    from django.db import connection, transaction

    tables = [model._meta.db_table for model in models]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        # A table with checks still to be made cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_FOREIGN_KEYS, [tables])
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, [tables])
        indexes = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
"""


if __name__ == "__main__":
    main()
