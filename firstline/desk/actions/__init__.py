"""Everything that can be done on the desk, one verb a function: `actions.assign(ticket, …)`."""

from firstline.desk.actions.assign import assign, move_to_group
from firstline.desk.actions.copy_in import add_participant, remove_participant
from firstline.desk.actions.draft import (
    attach_to_draft,
    discard_draft,
    keep_draft,
)
from firstline.desk.actions.fill_in import (
    set_custom_status,
    set_due,
    set_fields,
    set_form,
    set_type,
)
from firstline.desk.actions.hold import hold_reply, send_held, take_back
from firstline.desk.actions.label import rename, set_priority, set_tags
from firstline.desk.actions.open import open_ticket
from firstline.desk.actions.receive import receive
from firstline.desk.actions.remote_pictures import fetch_images, show_images
from firstline.desk.actions.remove import remove, restore
from firstline.desk.actions.reply import add_note, reply
from firstline.desk.actions.send_note import add_draft_as_note, keep_only
from firstline.desk.actions.snooze import snooze, wake, wake_when_due
from firstline.desk.actions.solve import reopen, set_status, solve

__all__ = [
    "add_draft_as_note",
    "add_note",
    "add_participant",
    "assign",
    "attach_to_draft",
    "discard_draft",
    "fetch_images",
    "hold_reply",
    "keep_draft",
    "keep_only",
    "move_to_group",
    "open_ticket",
    "receive",
    "remove",
    "remove_participant",
    "rename",
    "reopen",
    "reply",
    "restore",
    "send_held",
    "set_custom_status",
    "set_due",
    "set_fields",
    "set_form",
    "set_priority",
    "set_status",
    "set_tags",
    "set_type",
    "show_images",
    "snooze",
    "solve",
    "take_back",
    "wake",
    "wake_when_due",
]
