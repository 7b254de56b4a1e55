"""The table that the measured page shows, and the visitor who is signed in."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from bench.sessions import cookie_of
from firstline.platform.accounts.models import Person

COLUMNS = ("id", "subject", "requester", "assignee", "status", "priority", "updated_at", "preview")
ROWS = f"SELECT {', '.join(COLUMNS)} FROM bench_row ORDER BY updated_at DESC, id DESC LIMIT 50"  # noqa: S608
SESSION_COOKIE = "session"


def prepare() -> str:
    """Make the table, and sign somebody in; the session's cookie."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_row (id bigint PRIMARY KEY, subject text, requester text,"
            " assignee text, status text, priority text, updated_at timestamptz, preview text)"
        )
        cursor.execute("CREATE INDEX ON bench_row (updated_at DESC, id DESC)")
        cursor.executemany("INSERT INTO bench_row VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", _rows())
        cursor.execute("ANALYZE bench_row")
    person = Person.objects.create_person(name="Amara Obi", email="amara@bench.example")
    return cookie_of(person)


def _rows() -> list[tuple[int | str | datetime | None, ...]]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        (
            number,
            f"The export of invoice {number} stops at row 10,000",
            f"Customer {number % 97}",
            f"Agent {number % 13}" if number % 3 else None,
            ("new", "open", "pending", "solved")[number % 4],
            ("low", "normal", "high")[number % 3],
            start + timedelta(minutes=number),
            "Hello, since the update the export ends early & the file <cannot> be read. " * 2,
        )
        for number in range(5000)
    ]
