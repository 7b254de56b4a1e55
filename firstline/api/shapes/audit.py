"""The acts on a ticket as Zendesk's audits: one for each request that changed something."""

from collections.abc import Sequence
from typing import Any

import msgspec

from firstline.api.shapes.ticket import TicketShape
from firstline.api.shapes.values import stamp
from firstline.api.shapes.via import Via, via
from firstline.desk.models import Ticket
from firstline.platform.events.models import Event

_CHANGED_FIELDS = {
    "ticket_assigned": "assignee_id",
    "ticket_moved": "group_id",
    "status_changed": "status",
    "priority_changed": "priority",
    "tags_changed": "tags",
    "subject_changed": "subject",
}
_MESSAGES = {"customer_wrote": True, "reply_sent": True, "note_added": False}
_OPENED_WITH = ("subject", "status", "priority", "requester", "group", "tags")
_ZENDESK_NAMES = {"requester": "requester_id", "group": "group_id"}


class Audit(msgspec.Struct):
    id: int
    ticket_id: int
    created_at: str
    author_id: int | None
    events: list[dict[str, Any]]
    via: Via
    metadata: dict[str, Any] = msgspec.field(default_factory=lambda: {"system": {}, "custom": {}})


class TicketWithAudit(msgspec.Struct):
    """The answer to a write. Clients take an answer without an audit for something else."""

    ticket: TicketShape
    audit: Audit


def shape_audit(ticket: Ticket, events: Sequence[Event], *, author_id: int) -> Audit:
    """One audit of the given acts, which one request did."""
    first = events[0] if events else None
    return Audit(
        id=first.pk if first else 0,
        ticket_id=ticket.pk,
        created_at=stamp(first.at if first else ticket.updated_at),
        author_id=first.person_id if first else author_id,
        events=[child for event in events for child in _children(event)],
        via=via("api"),
    )


def _children(event: Event) -> list[dict[str, Any]]:
    if event.name in _CHANGED_FIELDS:
        return [
            {
                "id": event.pk,
                "type": "Change",
                "field_name": _CHANGED_FIELDS[event.name],
                "value": _value(event.data["to"]),
                "previous_value": _value(event.data["from"]),
            }
        ]
    if event.name in _MESSAGES:
        return [
            {
                "id": event.data["message"],
                "type": "Comment",
                "author_id": event.person_id,
                "public": _MESSAGES[event.name],
                "audit_id": event.pk,
            }
        ]
    if event.name == "ticket_opened":
        return [
            {
                "id": event.pk,
                "type": "Create",
                "field_name": _ZENDESK_NAMES.get(field, field),
                "value": _value(event.data[field]),
            }
            for field in _OPENED_WITH
        ]
    return []


def _value(value: Any) -> Any:
    """Ids are strings in audits, lists stay lists."""
    if isinstance(value, dict):
        return str(value["id"])
    if isinstance(value, int):
        return str(value)
    return value
