"""Changes in the field's vocabulary: what they do, what they refuse, and what undoes them."""

from typing import Any

import pytest

from firstline.desk import changes
from firstline.desk.errors import BadValue, TicketIsClosed
from firstline.desk.models import CustomStatus, Ticket, TicketForm
from firstline.platform.errors import DomainError, NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.fields.models import CustomField, FieldOption
from firstline.team.models import Agent
from tests import world

pytestmark = pytest.mark.django_db


def facts(ticket: Ticket) -> dict[str, Any]:
    left_out = {"updated_at", "status_changed_at", "assigned_at", "search"}
    counted = {"agent_stations", "group_stations", "reopens"}
    row = Ticket.objects.filter(pk=ticket.pk).values().get()
    return {name: value for name, value in row.items() if name not in left_out | counted}


def test_changes_do_what_their_words_say(amara: Agent) -> None:
    ticket = world.make_ticket(tags=["old", "kept"])
    group = world.group(world.SUPPORT)
    given = [
        {"field": "status", "value": "pending"},
        {"field": "priority", "value": "urgent"},
        {"field": "type", "value": "incident"},
        {"field": "assignee_id", "value": "current_user"},
        {"field": "group_id", "value": "current_groups"},
        {"field": "current_tags", "value": "vip, late"},
        {"field": "remove_tags", "value": ["old"]},
        {"field": "due_at", "value": "2026-12-01T09:00:00+00:00"},
        {"field": "subject", "value": "Lamp missing"},
    ]
    changes.apply(ticket, changes.read(given), by=amara)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.type) == ("pending", "urgent", "incident")
    assert (ticket.assignee, ticket.group, ticket.subject) == (amara, group, "Lamp missing")
    assert ticket.tags == ["kept", "late", "vip"]
    assert ticket.due_at is not None


def test_what_changes_give_back_undoes_them(amara: Agent, bo: Agent) -> None:
    ticket = world.make_ticket(tags=["old"], assignee=bo, status="open")
    color = CustomField.objects.create(
        subject="ticket", kind="dropdown", key="color", title="Color"
    )
    FieldOption.objects.create(field=color, value="red", label="Red")
    parts = CustomStatus.objects.create(category="hold", label="Waiting for parts")
    form = TicketForm.objects.create(name="Returns")
    before = facts(ticket)
    given = [
        {"field": "custom_status_id", "value": parts.pk},
        {"field": "group_id", "value": str(world.group(world.SECURITY).pk)},
        {"field": "ticket_form_id", "value": form.pk},
        {"field": f"custom_fields_{color.pk}", "value": "red"},
        {"field": "set_tags", "value": "new"},
        {"field": "type", "value": "task"},
    ]
    back = changes.apply(ticket, changes.read(given), by=amara)
    ticket.refresh_from_db()
    assert ticket.custom_status == parts
    assert ticket.fields == {color.slot: "red"}
    assert ticket.assignee is None, "Bo may not see tickets of that group"

    changes.apply(ticket, changes.read([one.as_json() for one in back]), by=amara)
    assert facts(ticket) == before


def test_all_changes_are_made_or_none(amara: Agent) -> None:
    ticket = world.make_ticket()
    given = changes.read(
        [{"field": "priority", "value": "high"}, {"field": "status", "value": "shining"}]
    )
    with pytest.raises(BadValue):
        changes.apply(ticket, given, by=amara)
    assert Ticket.objects.get(pk=ticket.pk).priority == "normal"
    assert not Event.objects.filter(name="priority_changed").exists()


@pytest.mark.parametrize(
    "given",
    [
        None,
        {"field": "status"},
        [1],
        [{"value": "x"}],
        [{"field": "moon", "value": "full"}],
        [{"field": "status", "value": "closed"}],
        [{"field": "status", "value": ["open"]}],
        [{"field": "assignee_id", "value": "9" * 4400}],
        [{"field": "assignee_id", "value": "12345"}],
        [{"field": "due_at", "value": "9999-12-31"}],
        [{"field": "due_at", "value": "soon"}],
        [{"field": "subject", "value": " "}],
        [{"field": "custom_fields_", "value": "x"}],
        [{"field": "custom_fields_99999999999999999999", "value": "x"}],
        [{"field": "priority", "value": "low"}] * 51,
    ],
)
def test_what_cannot_be_done_is_refused(given: object, amara: Agent) -> None:
    with pytest.raises(DomainError):
        changes.check(changes.read(given), by=amara)


def test_light_agents_and_closed_tickets_refuse_changes(lin: Agent, amara: Agent) -> None:
    given = changes.read([{"field": "priority", "value": "high"}])
    with pytest.raises(NotAllowed):
        changes.apply(world.make_ticket(), given, by=lin)
    with pytest.raises(TicketIsClosed):
        changes.apply(world.make_ticket(status="closed"), given, by=amara)
