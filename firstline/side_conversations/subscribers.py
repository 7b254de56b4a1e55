"""What side conversations do when the desk speaks."""

from firstline.desk import events as desk
from firstline.desk.nudging import tell_pages_of
from firstline.platform.events.publishing import subscribe
from firstline.side_conversations import events, moving
from firstline.side_conversations.redacting import redact


@subscribe(
    events.SideConversationBegun,
    events.SideMessageSent,
    events.SideMessageReceived,
    events.SideConversationDone,
    events.SideConversationReopened,
)
def tell_open_pages(event: events.SideEvent) -> None:
    tell_pages_of(event.ticket)


@subscribe(desk.TicketsMerged)
def go_along(event: desk.TicketsMerged) -> None:
    moving.go_along(event.rearrangement, event.sources)


@subscribe(desk.MergeUndone)
def come_back(event: desk.MergeUndone) -> None:
    moving.come_back(event.rearrangement)


@subscribe(desk.MoveUndone)
def leave_what_was_split_off(event: desk.MoveUndone) -> None:
    moving.leave_what_was_split_off(event.rearrangement)


@subscribe(desk.MessageRedacted)
def redact_what_repeats_it(event: desk.MessageRedacted) -> None:
    redact(event)
