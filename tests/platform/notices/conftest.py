"""Two kinds and a topic of the tests' own would tell little: notices are tried on tickets."""

from datetime import UTC, datetime

import pytest

from firstline.channels.email.models import Mailbox
from tests import world
from tests.conftest import StoppedClock

# A Tuesday, eleven o'clock in Berlin: in the middle of everybody's shift.
TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def tuesday(clock: StoppedClock) -> StoppedClock:
    clock.moment = TUESDAY
    return clock


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    return Mailbox.objects.get(address=world.SUPPORT_ADDRESS)
