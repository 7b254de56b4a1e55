"""Open pages hear that a ticket changed; they ask again, and are checked."""

from firstline.desk import events
from firstline.desk.nudging import tell_groups, tell_pages_of
from firstline.platform.events.publishing import subscribe


@subscribe(
    events.TicketOpened,
    events.CustomerWrote,
    events.ReplySent,
    events.ReplyNotSent,
    events.NoteAdded,
    events.TicketAssigned,
    events.StatusChanged,
    events.PriorityChanged,
    events.TagsChanged,
    events.SubjectChanged,
    events.TypeChanged,
    events.DueChanged,
    events.FormChanged,
    events.FieldsChanged,
    events.TicketSnoozed,
    events.TicketWoken,
    events.TicketRemoved,
    events.TicketRestored,
    events.ParticipantAdded,
    events.ParticipantRemoved,
)
def tell_open_pages(event: events.TicketEvent) -> None:
    tell_pages_of(event.ticket)


@subscribe(events.TicketMoved)
def tell_pages_of_both_groups(event: events.TicketMoved) -> None:
    tell_groups(
        event.ticket, {event.ticket.group_id, event.previous.pk if event.previous else None}
    )
