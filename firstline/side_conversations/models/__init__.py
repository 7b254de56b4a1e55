from firstline.side_conversations.models.conversation import SideConversation, SideReading
from firstline.side_conversations.models.draft import SideDraft
from firstline.side_conversations.models.message import SideFile, SideMessage
from firstline.side_conversations.models.move import SideMove

__all__ = [
    "SideConversation",
    "SideDraft",
    "SideFile",
    "SideMessage",
    "SideMove",
    "SideReading",
]
