"""The table that the measured page shows, and the visitor who is signed in."""

import importlib
from datetime import UTC, datetime, timedelta

COLUMNS = ("id", "subject", "requester", "assignee", "status", "priority", "updated_at", "preview")
ROWS = f"SELECT {', '.join(COLUMNS)} FROM bench_row ORDER BY updated_at DESC, id DESC LIMIT 50"  # noqa: S608
SESSION_COOKIE = "session"


def prepare() -> str:
    """Make the table in an empty database, and sign somebody in; the session's cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.core.management import call_command
    from django.db import connection

    from firstline.platform.accounts.models import Person

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_row (id bigint PRIMARY KEY, subject text, requester text,"
            " assignee text, status text, priority text, updated_at timestamptz, preview text)"
        )
        cursor.execute("CREATE INDEX ON bench_row (updated_at DESC, id DESC)")
        cursor.executemany("INSERT INTO bench_row VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", _rows())
        cursor.execute("ANALYZE bench_row")
    person = Person.objects.create_person(name="Amara Obi", email="amara@bench.example")
    session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


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
