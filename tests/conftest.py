"""The tests' database, the cast as fixtures, signed-in clients, and time that stands still."""

from tests import environment  # isort: split

import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from firstline.customers.models import Customer
from firstline.platform.database import throwaway
from firstline.team.models import Agent
from tests import template_database, world


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright leaves an event loop running in the main thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The server is started by the first run that wants it, and outlives that run on purpose."""
    with warnings.catch_warnings(), django_db_blocker.unblock():
        warnings.simplefilter("ignore", ResourceWarning)
        server = throwaway.database_url(environment.DATABASE_FOLDER)
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database.ready(server)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The cast is there before the first test, outside its transaction."""
    with django_db_blocker.unblock():
        world.build()
    yield
    with django_db_blocker.unblock():
        _send_others_away()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After a test that commits, Django empties all tables: the cast is built anew."""
    yield
    if nextitem is not None and _commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            _empty_the_queue()
            world.build()


def _send_others_away() -> None:
    """Threads of servers that a test started may still hold connections to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    # After a browser test this is another connection than the one Django itself closes.
    connection.close()


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked_for = set(getattr(item, "fixturenames", ()))
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        asked_for & {"transactional_db", "live_server"}
    )


def _empty_the_queue() -> None:
    """Django empties its own tables only."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers CASCADE")


@pytest.fixture
def amara(db: None) -> Agent:
    return world.agent(world.AMARA)


@pytest.fixture
def bo(db: None) -> Agent:
    return world.agent(world.BO)


@pytest.fixture
def chidi(db: None) -> Agent:
    """The lead."""
    return world.agent(world.CHIDI)


@pytest.fixture
def farah(db: None) -> Agent:
    """The admin."""
    return world.agent(world.FARAH)


@pytest.fixture
def goran(db: None) -> Agent:
    """Alone in the restricted group Security."""
    return world.agent(world.GORAN)


@pytest.fixture
def lin(db: None) -> Agent:
    """The light agent."""
    return world.agent(world.LIN)


@pytest.fixture
def dana(db: None) -> Customer:
    """The customer at Acme."""
    return world.customer(world.DANA)


@pytest.fixture
def eli(db: None) -> Customer:
    """The stranger."""
    return world.customer(world.ELI)


ClientOf = Callable[[Agent | Customer], Client]


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A browser in which that person is signed in: `client_of(amara).get("/tickets/")`."""

    def signed_in(who: Agent | Customer) -> Client:
        client = Client()
        client.force_login(who.person)
        return client

    return signed_in


class StoppedClock:
    """What `firstline.platform.clock.now` tells during a test."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, passed: timedelta) -> None:
        self.moment += passed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StoppedClock:
    """Time that stands still until the test lets it pass."""
    stopped = StoppedClock(timezone.now())
    monkeypatch.setattr("firstline.platform.clock.timezone", SimpleNamespace(now=stopped.now))
    return stopped
