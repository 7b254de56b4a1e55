"""Whom a public reply goes to. The channel that carries replies decides it, and pages show that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from firstline.desk.models import Ticket


@dataclass(frozen=True)
class Deviation:
    """What the writer changed for one reply alone, by address."""

    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    left_out: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.cc or self.bcc or self.left_out)


AS_EVER = Deviation()


@dataclass(frozen=True)
class Recipients:
    """Rows of name and address, as the message and the mail keep them."""

    to: list[dict[str, str]] = field(default_factory=list)
    cc: list[dict[str, str]] = field(default_factory=list)
    bcc: list[dict[str, str]] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        return [row["address"] for row in (*self.to, *self.cc, *self.bcc)]

    def __str__(self) -> str:
        every = (*self.to, *self.cc, *self.bcc)
        return ", ".join(f"{row['name']} <{row['address']}>" for row in every)


Carrier = Callable[[Ticket, Deviation], Recipients]
_carriers: list[Carrier] = []


def carries_replies(carrier: Carrier) -> Carrier:
    """Register what decides whom a reply goes to: the same function that sends it asks."""
    _carriers[:] = [carrier]
    return carrier


def recipients_of(ticket: Ticket, deviation: Deviation = AS_EVER) -> Recipients:
    """Exactly those a reply would be sent to now; nobody where no channel carries replies."""
    return _carriers[0](ticket, deviation) if _carriers else Recipients()
