"""The desk's mailbox, and a relay to send through: as the tests of mail have them."""

from tests.channels.email.conftest import mailbox, sink

__all__ = ["mailbox", "sink"]
