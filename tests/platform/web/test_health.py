import pytest
from django.db import OperationalError, connection
from django.test import Client

from firstline.platform.web import health


def a_worker_was_heard(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.mark.django_db
def test_all_is_well_when_a_worker_was_heard_lately(client: Client) -> None:
    a_worker_was_heard(1)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_silent_worker_is_named(client: Client) -> None:
    a_worker_was_heard(60)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "part": "worker"})


@pytest.mark.django_db
def test_a_missing_migration_is_named(client: Client) -> None:
    a_worker_was_heard(1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'live'")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["part"]) == (503, "migrations")


def test_a_database_that_is_away_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> bool:
        raise OperationalError("connection refused at 10.0.0.5")

    monkeypatch.setattr(health, "_migrations_are_applied", fails)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "part": "database"})
