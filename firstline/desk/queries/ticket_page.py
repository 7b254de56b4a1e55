"""What stands around the conversation: the sidebar, its menus, the agent's drafts."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from firstline.desk import rules
from firstline.desk.models import Draft, Participant, Priority, Ticket, TicketStatus
from firstline.desk.queries.shown import ShownDraft, language_name
from firstline.desk.queries.ticket_list import TicketRow, page_in_order
from firstline.desk.recipients import Recipients, recipients_of
from firstline.desk.standing_views import NEWEST_FIRST
from firstline.team.models import Agent, AgentGroup, Role

RECENT = 5
MOST_AGENTS_OFFERED = 200

# Closing is left to the rules of the desk: nobody closes by hand what they could solve.
CHOSEN_STATUSES = (
    TicketStatus.OPEN,
    TicketStatus.PENDING,
    TicketStatus.HOLD,
    TicketStatus.SOLVED,
)


@dataclass(frozen=True)
class TicketPage:
    """One open ticket, for one agent; each part asks the database when it is first shown."""

    ticket: Ticket
    agent: Agent
    # Which of the two the address asks for, where no script turns the composer over.
    write: str = ""

    @cached_property
    def may_work(self) -> bool:
        return rules.may_work(self.agent) and not self.ticket.is_closed

    @property
    def may_write(self) -> bool:
        """Light agents still add notes; nobody adds to a closed ticket."""
        return not self.ticket.is_closed

    @cached_property
    def participants(self) -> list[Participant]:
        found = Participant.objects.filter(ticket=self.ticket)
        return list(found.select_related("customer__person").order_by("pk"))

    @cached_property
    def recipients(self) -> Recipients:
        return recipients_of(self.ticket)

    @property
    def language_of_customer(self) -> str:
        return language_name(self.ticket.requester.person.language)

    @cached_property
    def recent_tickets(self) -> list[TicketRow]:
        """The customer's other tickets, the newest first."""
        others = Ticket.objects.visible_to(self.agent).filter(requester=self.ticket.requester_id)
        rows = page_in_order(others, NEWEST_FIRST, size=RECENT + 1).rows
        return [row for row in rows if row.id != self.ticket.pk][:RECENT]

    @cached_property
    def assignable(self) -> list[Agent]:
        """Who can take the ticket where it is, oneself first."""
        agents = Agent.objects.working().select_related("person")
        group = self.ticket.group
        if group is not None and group.is_restricted:
            agents = agents.filter(Q(memberships__group=group) | Q(role=Role.ADMIN)).distinct()
        found = list(agents.order_by("person__name", "pk")[:MOST_AGENTS_OFFERED])
        return sorted(found, key=lambda agent: agent != self.agent)

    @cached_property
    def groups(self) -> list[AgentGroup]:
        return list(AgentGroup.objects.order_by("name"))

    @property
    def statuses(self) -> tuple[TicketStatus, ...]:
        return CHOSEN_STATUSES

    @property
    def priorities(self) -> list[Priority]:
        return list(reversed(Priority))

    @cached_property
    def _drafts(self) -> dict[bool, ShownDraft]:
        own = Draft.objects.filter(ticket=self.ticket, author=self.agent, send_at__isnull=True)
        found = own.select_related("author__person").prefetch_related("attachments__file")
        return {draft.is_public: ShownDraft.of(draft) for draft in found}

    @property
    def reply_draft(self) -> ShownDraft | None:
        return self._drafts.get(True)

    @property
    def note_draft(self) -> ShownDraft | None:
        return self._drafts.get(False)

    @property
    def begins_with_note(self) -> bool:
        """Whether the composer opens on the note: for who can write nothing else, or began one."""
        if not self.may_work or self.write == "note":
            return True
        if self.write == "reply":
            return False
        return self.note_draft is not None and self.reply_draft is None
