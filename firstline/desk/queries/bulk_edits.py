"""Bulk edits as people read them: what can be chosen for many tickets, and what was done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstline.desk import changes as vocabulary
from firstline.desk.deeds import Deed, deed_of, value_of
from firstline.desk.layout import Arrangement, OwnStatus
from firstline.desk.models import (
    BulkEdit,
    BulkEditTicket,
    CustomStatus,
    Priority,
    Removal,
    Ticket,
    TicketStatus,
    TicketType,
)
from firstline.desk.queries.arrangement import arrangement
from firstline.desk.queries.ticket_list import count_of, shown_count
from firstline.desk.queries.ticket_page import CHOSEN_STATUSES, MOST_AGENTS_OFFERED
from firstline.desk.queue.listing import Listing
from firstline.desk.snoozes import CUSTOMER_WRITES, Preset, presets
from firstline.platform.ui.times import short_text
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right

PAGE = 25
REFUSALS_PAGE = 100


@dataclass(frozen=True)
class BulkChoices:
    """What the bar under a list offers while tickets are selected."""

    listing: Listing
    agent: Agent

    @cached_property
    def count(self) -> str:
        return shown_count(count_of(self.listing, self.agent))

    @cached_property
    def agents(self) -> list[Agent]:
        """Who can be given tickets; oneself alone where others are not for the agent to choose."""
        if not self.agent.may(Right.ASSIGN):
            return [self.agent]
        found = Agent.objects.working().select_related("person").order_by("person__name", "pk")
        return sorted(found[:MOST_AGENTS_OFFERED], key=lambda agent: agent != self.agent)

    @cached_property
    def groups(self) -> list[AgentGroup]:
        return list(AgentGroup.objects.order_by("name"))

    @property
    def statuses(self) -> tuple[TicketStatus, ...]:
        return CHOSEN_STATUSES

    def own_statuses(self, category: str) -> list[OwnStatus]:
        return self._arranged.statuses_in(category)

    @cached_property
    def _arranged(self) -> Arrangement:
        return arrangement()

    @property
    def priorities(self) -> list[Priority]:
        return list(reversed(Priority))

    @property
    def types(self) -> list[TicketType]:
        return list(TicketType)

    @property
    def snoozes(self) -> list[Preset]:
        return presets()


@dataclass(frozen=True)
class Refusal:
    """A ticket that a bulk edit left as it was, and why."""

    number: int
    subject: str
    reason: str


class Told:
    """Changes in words; the names of agents, groups and statuses are asked for once."""

    def __init__(self, edits: Sequence[BulkEdit]) -> None:
        self._edits = edits

    def words(self, edit: BulkEdit) -> str:
        return ", ".join(self._words(change) for change in vocabulary.read(edit.changes))

    def _words(self, change: vocabulary.Change) -> str:
        if deed_of(change) is not None:
            return self._deeds[change.field].get(value_of(change), _("no longer there"))
        if change.field in ("current_tags", "remove_tags", "set_tags"):
            value = ", ".join(change.words)
        else:
            value = self._value(change.field, change.value if isinstance(change.value, str) else "")
        return f"{self._labels.get(change.field, change.field)}: {value}"

    def _value(self, field: str, value: str) -> str:
        if field == "snoozed_until":
            return _until(value)
        if field in _NAMED:
            return self._names[field].get(value) or _("Nobody or nothing")
        choices = _CHOICES.get(field)
        return str(dict(choices.choices).get(value, _("None"))) if choices else value

    @cached_property
    def _deeds(self) -> dict[str, Mapping[str, str]]:
        """By the name of the deed, what each value of it does."""
        values: dict[str, set[str]] = defaultdict(set)
        doing: dict[str, Deed] = {}
        for edit in self._edits:
            for change in vocabulary.read(edit.changes):
                deed = deed_of(change)
                if deed is not None:
                    doing[change.field] = deed
                    values[change.field].add(value_of(change))
        return {name: deed.words(values[name]) for name, deed in doing.items()}

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {name: str(label) for name, label in vocabulary.fields().items()}

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """By the field, and by the id as text."""
        ids: dict[str, set[int]] = {name: set() for name in _NAMED}
        for edit in self._edits:
            for change in vocabulary.read(edit.changes):
                value = change.value
                if change.field in ids and isinstance(value, str) and value.isdecimal():
                    ids[change.field].add(int(value))
        agents = Agent.objects.filter(pk__in=ids["assignee_id"]).select_related("person")
        groups = AgentGroup.objects.filter(pk__in=ids["group_id"])
        statuses = CustomStatus.objects.filter(pk__in=ids["custom_status_id"])
        return {
            "assignee_id": {str(agent.pk): str(agent) for agent in agents},
            "group_id": {str(group.pk): group.name for group in groups},
            "custom_status_id": {str(status.pk): status.label for status in statuses},
        }


_NAMED = ("assignee_id", "group_id", "custom_status_id")
_CHOICES = {
    "status": TicketStatus,
    "priority": Priority,
    "type": TicketType,
    "removed_as": Removal,
}


def result_of(edit: BulkEdit) -> str:
    """How it went, in a sentence or two."""
    if edit.undo_began_at is not None:
        return _undoing_result(edit)
    said = ngettext("%d ticket changed.", "%d tickets changed.", edit.changed) % edit.changed
    if edit.unchanged:
        said += " " + (
            ngettext("%d was so already.", "%d were so already.", edit.unchanged) % edit.unchanged
        )
    if edit.refused:
        said += " " + ngettext("%d refused.", "%d refused.", edit.refused) % edit.refused
    left = edit.total - edit.done
    if edit.cancelled_at is not None and left:
        said += " " + ngettext("%d was left alone.", "%d were left alone.", left) % left
    if edit.stopped_because:
        said += f" {edit.stopped_because}"
    return said


def _undoing_result(edit: BulkEdit) -> str:
    said = ngettext("%d ticket put back.", "%d tickets put back.", edit.undone) % edit.undone
    if edit.kept:
        said += " " + (
            ngettext(
                "%d stays, because somebody changed it since.",
                "%d stay, because somebody changed them since.",
                edit.kept,
            )
            % edit.kept
        )
    return said


def refusals_of(edit: BulkEdit, agent: Agent, *, after: int = 0) -> list[Refusal]:
    """Those that the reader may know of, by number; one more than a page where there are more."""
    rows = BulkEditTicket.objects.filter(edit=edit, ticket_id__gt=after).exclude(refusal="")
    visible = Ticket.objects.visible_to(agent, removed=True)
    found = rows.filter(ticket__in=visible).order_by("ticket_id")
    return [
        Refusal(*row)
        for row in found.values_list("ticket_id", "ticket__subject", "refusal")[: REFUSALS_PAGE + 1]
    ]


def edits_page(agent: Agent, *, before: int | None) -> list[BulkEdit]:
    """The newest first; one more than a page where there are more."""
    rows = BulkEdit.objects.visible_to(agent).select_related("author__person")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def _until(value: str) -> str:
    if value == CUSTOMER_WRITES:
        return _("the customer writes")
    return short_text(datetime.fromisoformat(value)) if value else _("now")
