"""What the demo's agents were told of it all: the last of it is new, the rest they have read."""

from collections import defaultdict
from datetime import datetime, timedelta

from firstline.desk import events
from firstline.desk.models import Ticket
from firstline.desk.notices import ASSIGNED, COLLEAGUE_WROTE, NEWS_ON_MINE, TICKET
from firstline.platform.events.publishing import DomainEvent
from firstline.platform.notices.kinds import Kind
from firstline.platform.notices.models import Notice

# Notices of so many tickets are kept for each, as if the older ones had been put away.
MOST = 12
# Whoever comes to work in the morning has read what came the days before.
NEW = timedelta(hours=20)


class Notices:
    """Hears what happens, in the order of time, and notes whom it concerns."""

    def __init__(self) -> None:
        self._unread: dict[tuple[int, int], Notice] = {}
        self._of: defaultdict[int, list[Notice]] = defaultdict(list)

    def hear(self, event: DomainEvent, at: datetime) -> None:
        match event:
            case events.TicketAssigned(ticket=ticket):
                self._tell(ASSIGNED, ticket, event, at)
            case events.CustomerWrote(ticket=ticket):
                self._tell(NEWS_ON_MINE, ticket, event, at)
            case events.NoteAdded(ticket=ticket) | events.ReplySent(ticket=ticket):
                self._tell(COLLEAGUE_WROTE, ticket, event, at)
            case _:
                return

    def rows(self, now: datetime) -> list[Notice]:
        """The last of each person's, those that are a day old as read."""
        kept = [
            notice
            for notices in self._of.values()
            for notice in sorted(notices, key=lambda one: one.at)[-MOST:]
        ]
        for notice in kept:
            if now - notice.at > NEW:
                notice.read_at = notice.read_at or notice.at + timedelta(hours=1)
        return kept

    def _tell(self, kind: Kind, ticket: Ticket, event: DomainEvent, at: datetime) -> None:
        who = ticket.assignee_id
        if who is None:
            return
        if event.by.person_id == who:
            # They are there: what they were told of it is read.
            notice = self._unread.pop((who, ticket.pk), None)
            if notice is not None:
                notice.read_at = at
            return
        notice = self._unread.get((who, ticket.pk)) or self._begin(who, ticket, at)
        told = notice.happened.get(kind.key, {"count": 0})
        notice.happened[kind.key] = {"count": told["count"] + 1, "actor": event.by.actor_name}
        notice.kind, notice.at = kind.key, at

    def _begin(self, who: int, ticket: Ticket, at: datetime) -> Notice:
        notice = Notice(person_id=who, topic_kind=TICKET, topic_id=ticket.pk, begun_at=at, at=at)
        self._unread[who, ticket.pk] = notice
        self._of[who].append(notice)
        return notice
