from firstline.channels.email.models.inbound import Fate, InboundMail
from firstline.channels.email.models.mailbox import Mailbox
from firstline.channels.email.models.outbound import (
    PERSONAL,
    DeliveryAttempt,
    MailKind,
    MailState,
    OutboundMail,
    Outcome,
)
from firstline.channels.email.models.relay import Relay

__all__ = [
    "PERSONAL",
    "DeliveryAttempt",
    "Fate",
    "InboundMail",
    "MailKind",
    "MailState",
    "Mailbox",
    "OutboundMail",
    "Outcome",
    "Relay",
]
