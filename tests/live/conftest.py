"""A real web process or two over the test database."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from firstline.platform.accounts.models import Person
from tests.live.event_stream import EventStream
from tests.sockets import free_port, running


def web_environment(port: int) -> dict[str, str]:
    """That of a `firstline web` which serves the database of this test run."""
    name = connection.settings_dict["NAME"]
    own = f"run_{os.getpid()}?"
    return {
        **os.environ,
        "DATABASE_URL": os.environ["DATABASE_URL"].replace(f"/{own}", f"/{name}?"),
        # What this process uses, not what its environment says: a worker of a run has read its
        # settings before it got an environment of its own.
        "FIRSTLINE_DATA": str(settings.DATA),
        "FIRSTLINE_HTTP": f"127.0.0.1:{port}",
    }


@pytest.fixture(scope="session")
def web_port(django_db_setup: None) -> Iterator[int]:
    port = free_port()
    command = ["-m", "firstline.config.cli", "web", "--processes", "2"]
    with running(*command, port=port, path="/live/stream", env=web_environment(port)):
        yield port


@dataclass(frozen=True)
class Browser:
    """A signed-in browser; `client` acts on its session."""

    port: int
    client: Client

    @property
    def cookie(self) -> str:
        name = settings.SESSION_COOKIE_NAME
        return f"{name}={self.client.cookies[name].value}"

    def open_stream(self, *, last_event_id: str = "") -> EventStream:
        return EventStream(self.port, self.cookie, last_event_id=last_event_id)


BrowserOf = Callable[[str], Browser]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """No transaction around the test, for the web processes must see what it does.

    It puts right what these tests change, which is quicker than to empty all tables.
    """
    with django_db_blocker.unblock():
        yield
        Session.objects.all().delete()
        Person.objects.update(is_active=True)


@pytest.fixture
def browser_of(web_port: int, committed: None) -> BrowserOf:
    """A browser in which the person with that address is signed in."""

    def browser(email: str) -> Browser:
        client = Client()
        client.force_login(Person.objects.get(email=email))
        return Browser(web_port, client)

    return browser
