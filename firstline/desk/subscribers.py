"""Open pages hear that a ticket changed; they ask again, and are checked."""

from firstline.desk import events
from firstline.platform.events.publishing import subscribe
from firstline.platform.nudges import nudge


@subscribe(
    events.TicketOpened,
    events.CustomerWrote,
    events.ReplySent,
    events.ReplyNotSent,
    events.NoteAdded,
    events.TicketAssigned,
    events.TicketMoved,
    events.StatusChanged,
    events.PriorityChanged,
    events.TagsChanged,
    events.SubjectChanged,
    events.ParticipantAdded,
    events.ParticipantRemoved,
)
def tell_open_pages(event: events.TicketEvent) -> None:
    group = event.ticket.group_id
    audience = None if group is None else [group]
    nudge("ticket", event.ticket.pk, groups=audience)
    nudge("tickets", groups=audience)
