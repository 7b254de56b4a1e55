"""Everything that can be done on the desk, one verb a function: `actions.assign(ticket, …)`."""

from firstline.desk.actions.assign import assign, move_to_group
from firstline.desk.actions.bulk import (
    cancel_bulk_edit,
    edit_in_bulk,
    go_on_with_bulk_edit,
    undo_bulk_edit,
)
from firstline.desk.actions.copy_in import add_participant, remove_participant
from firstline.desk.actions.draft import (
    attach_to_draft,
    discard_draft,
    keep_draft,
    readdress,
)
from firstline.desk.actions.fill_in import (
    set_custom_status,
    set_due,
    set_fields,
    set_form,
    set_type,
)
from firstline.desk.actions.follow import follow, unfollow
from firstline.desk.actions.follow_up import open_child, open_follow_up
from firstline.desk.actions.hold import hold_reply, send_held, take_back
from firstline.desk.actions.label import rename, set_priority, set_tags
from firstline.desk.actions.link import link, unlink
from firstline.desk.actions.living import where_it_lives
from firstline.desk.actions.make_internal import make_internal, make_public_again
from firstline.desk.actions.merge import Comment, merge
from firstline.desk.actions.open import open_ticket
from firstline.desk.actions.put_back import put_back
from firstline.desk.actions.read import mark_read, mark_unread
from firstline.desk.actions.receive import receive
from firstline.desk.actions.redact import redact
from firstline.desk.actions.remote_pictures import fetch_images, show_images
from firstline.desk.actions.remove import remove, restore
from firstline.desk.actions.reply import add_note, reply
from firstline.desk.actions.save_view import (
    change_view,
    discard_view,
    move_view,
    restore_view,
    save_view,
)
from firstline.desk.actions.schedule import (
    cancel_schedule,
    schedule_reply,
    send_now,
    stop_overtaken,
)
from firstline.desk.actions.send_note import add_draft_as_note, keep_only
from firstline.desk.actions.share_draft import (
    keep_draft_private,
    share_draft,
    take_over_draft,
)
from firstline.desk.actions.snooze import snooze, wake, wake_when_due
from firstline.desk.actions.solve import reopen, set_status, solve
from firstline.desk.actions.solve_incidents import (
    go_on_solving,
    solve_incidents,
    take_solution_back,
)
from firstline.desk.actions.split import move_messages, split

__all__ = [
    "Comment",
    "add_draft_as_note",
    "add_note",
    "add_participant",
    "assign",
    "attach_to_draft",
    "cancel_bulk_edit",
    "cancel_schedule",
    "change_view",
    "discard_draft",
    "discard_view",
    "edit_in_bulk",
    "fetch_images",
    "follow",
    "go_on_solving",
    "go_on_with_bulk_edit",
    "hold_reply",
    "keep_draft",
    "keep_draft_private",
    "keep_only",
    "link",
    "make_internal",
    "make_public_again",
    "mark_read",
    "mark_unread",
    "merge",
    "move_messages",
    "move_to_group",
    "move_view",
    "open_child",
    "open_follow_up",
    "open_ticket",
    "put_back",
    "readdress",
    "receive",
    "redact",
    "remove",
    "remove_participant",
    "rename",
    "reopen",
    "reply",
    "restore",
    "restore_view",
    "save_view",
    "schedule_reply",
    "send_held",
    "send_now",
    "set_custom_status",
    "set_due",
    "set_fields",
    "set_form",
    "set_priority",
    "set_status",
    "set_tags",
    "set_type",
    "share_draft",
    "show_images",
    "snooze",
    "solve",
    "solve_incidents",
    "split",
    "stop_overtaken",
    "take_back",
    "take_over_draft",
    "take_solution_back",
    "undo_bulk_edit",
    "unfollow",
    "unlink",
    "wake",
    "wake_when_due",
    "where_it_lives",
]
