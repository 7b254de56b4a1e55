"""The desk's mailbox, and a relay to send through."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from firstline.channels.email.models import Mailbox
from tests import world
from tests.channels.email.sink import Sink, running_sink


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    return Mailbox.objects.get_or_create(
        address=world.SUPPORT_ADDRESS, defaults={"is_default": True}
    )[0]


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A mail server of ours as the relay; without this fixture, no relay is set."""
    with running_sink() as sink:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{sink.port}"
        yield sink
