"""What a merge would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from firstline.customers.models import Customer
from firstline.desk.models import Draft, Message, Participant, Ticket
from firstline.desk.models.ticket import Priority
from firstline.team.models import Agent


@dataclass(frozen=True)
class MergedPerson:
    """A customer who takes part in one of the tickets that go."""

    id: int
    name: str
    address: str
    organisation: str
    is_requester: bool
    is_kept: bool


@dataclass(frozen=True)
class MergedTicket:
    ticket: Ticket
    messages: int
    writers: list[str]


@dataclass(frozen=True)
class MergePreview:
    """Several tickets becoming one. Of the customers `asked` about, `kept` are to be copied in."""

    target: Ticket
    sources: Sequence[Ticket]
    kept: frozenset[int] = frozenset()
    asked: frozenset[int] = frozenset()

    @cached_property
    def rows(self) -> list[MergedTicket]:
        found = (
            Message.objects.filter(ticket__in=self.sources)
            .values("ticket_id", "author__name", "author__email")
            .annotate(messages=Count("pk"), last=Max("created_at"))
            .order_by("-last")
        )
        counts: dict[int, int] = {}
        writers: dict[int, list[str]] = {}
        for row in found:
            counts[row["ticket_id"]] = counts.get(row["ticket_id"], 0) + row["messages"]
            name = row["author__name"] or row["author__email"] or "Firstline"
            writers.setdefault(row["ticket_id"], []).append(name)
        return [
            MergedTicket(one, counts.get(one.pk, 0), writers.get(one.pk, [])[:4])
            for one in self.sources
        ]

    @property
    def messages(self) -> int:
        return sum(row.messages for row in self.rows)

    @cached_property
    def people(self) -> list[MergedPerson]:
        """Whom the tickets that go would bring along, requesters first."""
        requesters = {source.requester_id for source in self.sources}
        there = self._people_of([self.target])
        coming = (requesters | self._people_of(self.sources)) - there
        rows = Customer.objects.filter(pk__in=coming).select_related("person", "organisation")
        people = [self._person(row, is_requester=row.pk in requesters) for row in rows]
        return sorted(people, key=lambda one: (not one.is_requester, one.name))

    @property
    def tags(self) -> list[str]:
        """The tags that come to the target."""
        coming = {tag for source in self.sources for tag in source.tags}
        return sorted(coming - set(self.target.tags))

    @property
    def priority(self) -> str:
        """The label of the priority that it gets, where that is another one."""
        every = [self.target, *self.sources]
        highest = max((one.priority for one in every), key=Priority.values.index)
        return "" if highest == self.target.priority else str(Priority(highest).label)

    @property
    def assignee(self) -> Agent | None:
        """Who gets it, where nobody has it yet."""
        if self.target.assignee_id is not None:
            return None
        owners = (source.assignee for source in self.sources)
        hidden = self.target.group_id
        return next((one for one in owners if one and hidden not in one.hidden_group_ids), None)

    @cached_property
    def warnings(self) -> list[str]:
        return [words for words in (*self._about_people(), *self._about_drafts()) if words]

    def _about_people(self) -> list[str]:
        every = [self.target, *self.sources]
        found = []
        if len({one.requester_id for one in every}) > 1:
            found.append(_("The tickets are of different customers."))
        organisations = {one.requester.organisation_id for one in every}
        if len(organisations) > 1:
            found.append(_("The customers belong to different companies."))
        if any(person.is_kept for person in self.people):
            found.append(_("Who is copied in can read messages that they have not seen."))
        if self._target_learns:
            found.append(_("The customers of this ticket can read what comes from the others."))
        if any(person.is_requester and not person.is_kept for person in self.people):
            found.append(
                _("Who is not copied in hears of no reply; their next mail opens a new ticket.")
            )
        if any(_is_restricted(one) for one in self.sources) and not _is_restricted(self.target):
            found.append(_("Messages leave a restricted group: every agent can read them then."))
        elif _is_restricted(self.target) and not all(map(_is_restricted, self.sources)):
            found.append(_("Messages go into a restricted group: only its members can read them."))
        return found

    def _about_drafts(self) -> list[str]:
        drafts = Draft.objects.filter(ticket__in=self.sources).select_related("author__person")
        return [
            _("%(agent)s has a draft in #%(number)d, which stays there.")
            % {"agent": draft.author, "number": draft.ticket_id}
            for draft in drafts.order_by("pk")[:5]
        ]

    @cached_property
    def _target_learns(self) -> bool:
        """Whether somebody in the target did not take part in one of the others."""
        there = self._people_of([self.target])
        return any(there - self._people_of([source]) for source in self.sources)

    @cached_property
    def _participants(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {
            one.pk: {one.requester_id} for one in (self.target, *self.sources)
        }
        rows = Participant.objects.filter(ticket__in=found).values_list("ticket_id", "customer_id")
        for ticket, customer in rows:
            found[ticket].add(customer)
        return found

    def _people_of(self, tickets: Sequence[Ticket]) -> set[int]:
        return set().union(*(self._participants[ticket.pk] for ticket in tickets))

    def _person(self, row: Customer, *, is_requester: bool) -> MergedPerson:
        # Nobody from another company, or from none, is copied in without being chosen.
        own = self.target.requester.organisation_id
        is_colleague = own is not None and row.organisation_id == own
        usual = is_requester or is_colleague
        return MergedPerson(
            id=row.pk,
            name=row.person.display_name,
            address=row.person.email or "",
            organisation=str(row.organisation or ""),
            is_requester=is_requester,
            is_kept=row.pk in self.kept if row.pk in self.asked else usual,
        )


def _is_restricted(ticket: Ticket) -> bool:
    return ticket.group is not None and ticket.group.is_restricted
