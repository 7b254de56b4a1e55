"""What a ticket knew before and after an act, and putting that back. No database.

Facts that only make sense together are put back together, and only where nothing else has changed
them since: what happened after the act is never lost.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from firstline.desk.models import Ticket

_BUNDLES = (
    ("status", "custom_status_id", "status_changed_at", "solved_at", "solved_by_id"),
    ("assignee_id", "assigned_at"),
    ("is_snoozed", "snoozed_until", "snoozed_by_id"),
    ("priority",),
    ("waiting_since",),
    ("customer_acted_at",),
    ("assignee_acted_at",),
    ("preview",),
    ("merged_into_id",),
)
# Put back by what the act added, because others may have counted on since.
_COUNTERS = ("reopens", "replies", "agent_stations", "time_spent")
_FACTS = (*(fact for bundle in _BUNDLES for fact in bundle), *_COUNTERS, "message_count", "tags")

_FIELDS = {field.attname: field for field in Ticket._meta.concrete_fields}

Facts = dict[str, Any]


def facts_of(ticket: Ticket) -> Facts:
    """As JSON keeps them."""
    return {fact: _as_json(getattr(ticket, fact)) for fact in _FACTS}


def differences(before: Facts, after: Facts) -> dict[str, list[Any]]:
    """What changed, for the history: each with what it was and is."""
    return {fact: [before[fact], after[fact]] for fact in _FACTS if before[fact] != after[fact]}


def put_back(ticket: Ticket, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Give the ticket, unsaved, what it knew before; its messages count for themselves."""
    present = facts_of(ticket)
    for bundle in _BUNDLES:
        if all(present[fact] == after[fact] for fact in bundle):
            for fact in bundle:
                setattr(ticket, fact, _from_json(fact, before[fact]))
    for counter in _COUNTERS:
        # A record of an act may be older than what it should count.
        added_by_act = after.get(counter, 0) - before.get(counter, 0)
        setattr(ticket, counter, max(present[counter] - added_by_act, 0))
    added = set(after["tags"]) - set(before["tags"])
    ticket.tags = [tag for tag in ticket.tags if tag not in added]


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, list) else value


def _from_json(fact: str, value: Any) -> Any:
    return _FIELDS[fact].to_python(value)
