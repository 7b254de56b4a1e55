"""Open pages hear that a ticket changed, and ask again; replies that wait are stopped."""

from firstline.customers.events import (
    CustomerDescribed,
    CustomerEvent,
    PeopleMerged,
    PeopleSeparated,
)
from firstline.desk import events
from firstline.desk.jobs import read_files, stop_overtaken_replies
from firstline.desk.models import Draft, Ticket
from firstline.desk.nudging import tell_groups, tell_pages_of
from firstline.desk.search.attachments import has_files
from firstline.platform.events.publishing import subscribe
from firstline.platform.jobs.queue import defer

# Of one customer so many tickets may be open on somebody’s page.
_MOST_TOLD = 20


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
    events.TicketsMerged,
    events.TicketMergedAway,
    events.MergeUndone,
    events.MessagesMovedOut,
    events.MessagesMovedIn,
    events.MoveUndone,
    events.TicketLinked,
    events.TicketUnlinked,
    events.FollowUpOpened,
    events.IncidentsSolved,
    events.TicketFollowed,
    events.TicketUnfollowed,
    events.MessageRedacted,
    events.MessageMadeInternal,
    events.MessageMadePublicAgain,
    events.ReplyScheduled,
    events.ScheduleCancelled,
    events.DraftShared,
    events.DraftTakenOver,
)
def tell_open_pages(event: events.TicketEvent) -> None:
    tell_pages_of(event.ticket)


@subscribe(events.TicketMoved)
def tell_pages_of_both_groups(event: events.TicketMoved) -> None:
    tell_groups(
        event.ticket, {event.ticket.group_id, event.previous.pk if event.previous else None}
    )


@subscribe(events.CustomerWrote)
def stop_scheduled_replies(event: events.CustomerWrote) -> None:
    """They were written before their author could know of this."""
    if Draft.objects.filter(ticket=event.ticket, unless_after__isnull=False).exists():
        defer(stop_overtaken_replies, ticket_id=event.ticket.pk)


@subscribe(events.CustomerWrote, events.ReplySent, events.NoteAdded)
def have_files_read(event: events.MessageEvent) -> None:
    if has_files(event.message):
        defer(read_files, message_id=event.message.pk)


@subscribe(CustomerDescribed, PeopleMerged, PeopleSeparated)
def tell_pages_of_their_tickets(event: CustomerEvent) -> None:
    """Whoever works on something of theirs sees who they are now; the newest tickets are enough."""
    theirs = Ticket.objects.unsolved().filter(requester=event.customer)
    for ticket in theirs.only("pk", "group_id").order_by("-updated_at", "-id")[:_MOST_TOLD]:
        tell_pages_of(ticket)
