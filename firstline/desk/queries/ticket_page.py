"""What stands around the conversation: the sidebar, its menus, the agent's drafts."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from firstline.desk.actions.hold import UNDO_HELD, UNDO_SHOWN
from firstline.desk.models import Draft, Participant, Priority, Relation, Ticket, TicketStatus
from firstline.desk.queries.shown import ShownDraft
from firstline.desk.queries.structure import Structure
from firstline.desk.queries.ticket_fields import TicketFields
from firstline.desk.recipients import AS_EVER, Deviation, Recipients, recipients_of
from firstline.desk.snoozes import Preset, presets
from firstline.desk.time_spent import in_words
from firstline.platform.kept import kept
from firstline.platform.language import KNOWN_LANGUAGES, language_name
from firstline.team.models import Agent, AgentGroup, Role
from firstline.team.rights import Right

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
    # What the agent last set a status to with a reply: offered again.
    last_then: str = ""

    @property
    def is_at_hand(self) -> bool:
        """Whether anything can be done to it: nobody adds to what is closed or put away."""
        return not self.ticket.is_closed and not self.ticket.is_removed

    def may(self, right: str) -> bool:
        """Whether the agent may do this to the ticket as it stands."""
        return self.is_at_hand and self.agent.may(Right(right))

    @property
    def may_work(self) -> bool:
        return self.may(Right.EDIT)

    @property
    def may_write(self) -> bool:
        return self.may(Right.REPLY) or self.may(Right.NOTE)

    @property
    def may_reassign(self) -> bool:
        """Also who may only take what nobody has, or give back what is theirs."""
        is_loose = self.ticket.assignee_id in (None, self.agent.pk)
        return self.may(Right.ASSIGN) or (is_loose and self.may(Right.EDIT))

    @property
    def may_begin_parts(self) -> bool:
        """A part begins with a note of what is to be done."""
        return all(map(self.may, (Right.REARRANGE, Right.EDIT, Right.NOTE)))

    @property
    def may_follow_up(self) -> bool:
        """Of a closed ticket, to which nothing else can be done."""
        return all(map(self.agent.may, (Right.REARRANGE, Right.EDIT, Right.NOTE)))

    @cached_property
    def structure(self) -> Structure:
        return Structure(self.ticket, self.agent)

    @property
    def relations(self) -> list[tuple[str, str]]:
        """What another ticket can be to this one."""
        return [(relation.value, str(relation.label)) for relation in Relation]

    @cached_property
    def participants(self) -> list[Participant]:
        found = Participant.objects.filter(ticket=self.ticket)
        return list(found.select_related("customer__person").order_by("pk"))

    @cached_property
    def recipients(self) -> Recipients:
        """Whom the reply that is being written goes to."""
        return recipients_of(self.ticket, self._deviation)

    @cached_property
    def left_out(self) -> list[dict[str, str]]:
        """Those who would get every reply, and do not get this one."""
        usual = (*self._usual_recipients.to, *self._usual_recipients.cc)
        return [row for row in usual if row["address"] in self._deviation.left_out]

    @property
    def copied_in(self) -> set[str]:
        """The addresses that are copied in on every reply."""
        return {row["address"] for row in self._usual_recipients.cc}

    @cached_property
    def _usual_recipients(self) -> Recipients:
        return recipients_of(self.ticket) if self._deviation else self.recipients

    @property
    def _deviation(self) -> Deviation:
        return self.reply_draft.deviation if self.reply_draft else AS_EVER

    @property
    def language_of_reply(self) -> str:
        """As chosen, or as the customer writes; empty when nobody knows."""
        chosen = self.reply_draft.language if self.reply_draft else ""
        return chosen or self.ticket.requester.person.language or self.ticket.language

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Every language a reply can be said to be in, by its name."""
        named = [(code, language_name(code)) for code in KNOWN_LANGUAGES]
        return sorted(named, key=lambda one: one[1].casefold())

    @property
    def is_signed(self) -> bool:
        return self.reply_draft is None or self.reply_draft.is_signed

    @cached_property
    def _followers(self) -> dict[int, str]:
        followers = Agent.objects.filter(followed__ticket=self.ticket)
        named = followers.order_by("person__name", "pk").values_list(
            "pk", "person__name", "person__email"
        )
        return {ident: name or email or "" for ident, name, email in named}

    @property
    def followers(self) -> list[str]:
        """The names of those who hear of what happens here, oneself first."""
        return sorted(self._followers.values(), key=lambda name: name != str(self.agent))

    @property
    def is_following(self) -> bool:
        return self.agent.pk in self._followers

    @cached_property
    def assignable(self) -> list[Agent]:
        """Whom the agent can give the ticket where it is, oneself first."""
        if not self.may(Right.ASSIGN):
            return [self.agent]
        group = self.ticket.group
        members_of = group if group is not None and group.is_restricted else None
        found = kept(("assignable", members_of), "agents", lambda: _working(members_of))
        return sorted(found, key=lambda agent: agent != self.agent)

    @cached_property
    def groups(self) -> list[AgentGroup]:
        return kept("groups", "agents", lambda: list(AgentGroup.objects.order_by("name")))

    @property
    def statuses(self) -> tuple[TicketStatus, ...]:
        """What the agent can set, also with a reply."""
        return CHOSEN_STATUSES if self.agent.may(Right.EDIT) else ()

    @cached_property
    def status_choices(self) -> list[tuple[str, str]]:
        """Each category, followed by the desk's own words for it."""
        choices = []
        for status in self.statuses:
            choices.append((status.value, str(status.label)))
            choices += [(str(own.id), own.label) for own in self.fields.own_statuses(status)]
        return choices

    @cached_property
    def status_labels(self) -> dict[str, str]:
        return dict(self.status_choices)

    @property
    def then_offered(self) -> str:
        """What the agent last set with a reply, as long as they can choose it."""
        may_choose = self.may(Right.EDIT) and self.last_then in self.status_labels
        return self.last_then if may_choose else ""

    @cached_property
    def fields(self) -> TicketFields:
        return TicketFields(self.ticket, self.agent)

    @property
    def tracks_time(self) -> bool:
        return self.fields.arrangement.tracks_time

    @property
    def time_spent(self) -> str:
        return in_words(self.ticket.time_spent)

    @property
    def snoozes(self) -> list[Preset]:
        return presets()

    @property
    def priorities(self) -> list[Priority]:
        return list(reversed(Priority))

    @cached_property
    def _drafts(self) -> list[ShownDraft]:
        """One's own, and what colleagues show: shared drafts, and replies that wait."""
        shown = Q(author=self.agent) | Q(send_at__isnull=False) | Q(shared_at__isnull=False)
        found = Draft.objects.filter(shown, ticket=self.ticket).order_by("send_at", "shared_at")
        longer = (UNDO_HELD - UNDO_SHOWN).total_seconds()
        return [
            ShownDraft.of(draft, held_longer=longer)
            for draft in found.select_related("author__person").prefetch_related(
                "attachments__file"
            )
        ]

    @property
    def held(self) -> list[ShownDraft]:
        """Replies of any agent that wait for their time."""
        return [draft for draft in self._drafts if draft.send_at]

    @property
    def shared(self) -> list[ShownDraft]:
        """What agents are writing and let others read."""
        return [draft for draft in self._drafts if draft.is_shared and not draft.send_at]

    @property
    def reply_draft(self) -> ShownDraft | None:
        return self._own_draft(is_public=True)

    @property
    def note_draft(self) -> ShownDraft | None:
        return self._own_draft(is_public=False)

    def _own_draft(self, *, is_public: bool) -> ShownDraft | None:
        own = (draft for draft in self._drafts if draft.author_id == self.agent.pk)
        written = (draft for draft in own if draft.is_public == is_public and not draft.send_at)
        return next(written, None)

    @property
    def begins_with_note(self) -> bool:
        """Whether the composer opens on the note: for who can write nothing else, or began one."""
        if not self.may(Right.REPLY):
            return True
        if not self.may(Right.NOTE):
            return False
        if self.write == "note":
            return True
        if self.write == "reply":
            return False
        return self.note_draft is not None and self.reply_draft is None


def _working(members_of: AgentGroup | None) -> list[Agent]:
    agents = Agent.objects.working().select_related("person")
    if members_of is not None:
        agents = agents.filter(Q(memberships__group=members_of) | Q(role=Role.ADMIN)).distinct()
    return list(agents.order_by("person__name", "pk")[:MOST_AGENTS_OFFERED])
