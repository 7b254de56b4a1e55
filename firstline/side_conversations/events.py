"""What can happen beside a ticket: told in its history, never in its conversation."""

from dataclasses import dataclass
from typing import Any

from firstline.desk.events import TicketEvent
from firstline.side_conversations.models import SideConversation, SideMessage


@dataclass(frozen=True, kw_only=True)
class SideEvent(TicketEvent):
    """`data` names the subject and who is concerned; no word of the conversation."""

    conversation: SideConversation

    def data(self) -> dict[str, Any]:
        return {"conversation": self.conversation.pk, "subject": self.conversation.subject}


@dataclass(frozen=True, kw_only=True)
class SideMessageSent(SideEvent):
    """An agent wrote to somebody outside; channels deliver it."""

    message: SideMessage

    def data(self) -> dict[str, Any]:
        people = [row["name"] or row["address"] for row in self.message.to]
        return {**super().data(), "number": self.message.number, "to": people}


@dataclass(frozen=True, kw_only=True)
class SideConversationBegun(SideMessageSent):
    """The first message of a new conversation."""


@dataclass(frozen=True, kw_only=True)
class SideMessageReceived(SideEvent):
    """Somebody outside wrote."""

    message: SideMessage

    def data(self) -> dict[str, Any]:
        return {
            **super().data(),
            "number": self.message.number,
            "from": self.message.sender_name or self.message.sender_address,
            "is_automatic": self.message.is_automatic,
        }


@dataclass(frozen=True, kw_only=True)
class SideConversationDone(SideEvent):
    """There is nothing more to ask, or to answer."""


@dataclass(frozen=True, kw_only=True)
class SideConversationReopened(SideEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class SideMessagesRedacted(SideEvent):
    """Words and files that were made unreadable on the ticket are so here, too."""

    message_ids: tuple[int, ...]
