"""The verbs of side conversations."""

from firstline.side_conversations.actions.draft import (
    Place,
    attach,
    discard_draft,
    draft_at,
    keep_draft,
    readdress,
)
from firstline.side_conversations.actions.finish import finish, reopen
from firstline.side_conversations.actions.hear import Outsider, hear
from firstline.side_conversations.actions.read import mark_read
from firstline.side_conversations.actions.write import begin, send_draft, write

__all__ = [
    "Outsider",
    "Place",
    "attach",
    "begin",
    "discard_draft",
    "draft_at",
    "finish",
    "hear",
    "keep_draft",
    "mark_read",
    "readdress",
    "reopen",
    "send_draft",
    "write",
]
