"""What reading a mail yields. Plain values: they cross a process boundary."""

from dataclasses import dataclass
from datetime import datetime


class MailRefused(Exception):
    """The bytes are beyond what a mail may be; the sentence says how."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str

    @property
    def is_valid(self) -> bool:
        return bool(self.address)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a mail. Its type is what the bytes prove, its name is only ever shown."""

    name: str
    content_type: str
    content: bytes
    content_id: str
    is_inline: bool


@dataclass(frozen=True, slots=True)
class Automatic:
    """A mail that no person wrote to us: which kind, and the line that gave it away."""

    kind: str
    reason: str
    # Only its subject says so, and people write such subjects, too.
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report. Permanent means that the address is dead, not that one mail failed."""

    status: str
    is_permanent: bool
    is_delay: bool
    recipient: str
    message_id: str
    # What the refusing server said.
    diagnostic: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    subject: str
    # Exactly one unambiguous author, or none and the reason why not (T18).
    sender: Address | None
    sender_problem: str
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    # Where it was delivered before it came to us, as relays and forwarders wrote down.
    delivered_to: tuple[str, ...]
    date: datetime | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    hops: int

    # The whole body, and what of it is new; every HTML here is sanitised.
    text: str
    html: str
    new_text: str
    new_html: str
    quoted_text: str
    quoted_html: str
    is_framed: bool
    remote_images: int

    attachments: tuple[AttachedFile, ...]
    automatic: Automatic | None
    bounce: Bounce | None

    @property
    def is_automatic_answer(self) -> bool:
        """An out-of-office reply or a receipt, which alone is no reason for a ticket."""
        if self.automatic is None or self.automatic.kind not in ("auto-reply", "receipt"):
            return False
        return not self.automatic.is_guess or bool(self.in_reply_to or self.references)
