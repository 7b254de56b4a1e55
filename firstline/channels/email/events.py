"""What can happen to mail on its way out, as its ticket's history tells it."""

from dataclasses import dataclass
from typing import Any

from firstline.channels.email.models import OutboundMail
from firstline.desk.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(TicketEvent):
    """A mail was given up for these recipients; a person has to decide what to do."""

    mail: OutboundMail
    recipients: list[str]
    reason: str

    def data(self) -> dict[str, Any]:
        return {
            "mail": self.mail.pk,
            "message": self.mail.message_id,
            "side_message": self.mail.side_message_id,
            "recipients": self.recipients,
            "reason": self.reason,
        }


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(TicketEvent):
    """Somebody asked for another try."""

    mail: OutboundMail

    def data(self) -> dict[str, Any]:
        return {"mail": self.mail.pk, "message": self.mail.message_id}
