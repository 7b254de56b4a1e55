"""The desk's own statuses within the six categories."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk.administration import arranging
from firstline.desk.errors import BadValue
from firstline.desk.models import CustomStatus, Ticket, TicketStatus
from firstline.platform.events.actors import Actor
from firstline.team.rights import Right
from firstline.team.rules import must

KIND = "custom_status"
CHANGEABLE = ("label", "label_for_customers", "description")


@transaction.atomic
def add_status(category: str, *, label: str, by: Actor) -> CustomStatus:
    must(by, Right.FIELDS)
    if category not in TicketStatus.values:
        raise BadValue(_("There is no such status."))
    status = CustomStatus.objects.create(
        category=category,
        label=_free_label(label),
        position=arranging.next_position(CustomStatus.objects.all()),
    )
    arranging.added(KIND, status, by, category=category)
    return status


@transaction.atomic
def change_status(status: CustomStatus, *, by: Actor, **facts: Any) -> CustomStatus:
    """The category stays: tickets have been counted in it."""
    must(by, Right.FIELDS)
    assert facts.keys() <= set(CHANGEABLE)
    status = arranging.held(CustomStatus.objects.all(), status.pk)
    if "label" in facts:
        facts["label"] = _free_label(facts["label"], but=status)
    for name, longest in (("label_for_customers", 48), ("description", 255)):
        if name in facts:
            facts[name] = " ".join(facts[name].replace("\x00", "").split())[:longest]
    arranging.changed(KIND, status, by, arranging.set_facts(status, facts))
    return status


@transaction.atomic
def place_status(status: CustomStatus, *, before: int | None, by: Actor) -> None:
    must(by, Right.FIELDS)
    rows = CustomStatus.objects.filter(category=status.category)
    places = arranging.place(rows, moved=status.pk, before=before)
    arranging.changed(KIND, status, by, {"position": places} if places else {})


@transaction.atomic
def set_status_active(status: CustomStatus, *, is_active: bool, by: Actor) -> CustomStatus:
    """Out of use it can no longer be chosen; tickets that have it keep it."""
    must(by, Right.FIELDS)
    status = arranging.held(CustomStatus.objects.all(), status.pk)
    arranging.changed(KIND, status, by, arranging.set_facts(status, {"is_active": is_active}))
    return status


@transaction.atomic
def delete_status(status: CustomStatus, *, by: Actor) -> None:
    must(by, Right.FIELDS)
    status = arranging.held(CustomStatus.objects.all(), status.pk)
    if Ticket.objects.filter(custom_status=status).exists():
        raise BadValue(_("There are tickets with “%s”. Put it out of use instead.") % status)
    arranging.removed(KIND, status, by)
    status.delete()


def _free_label(label: str, *, but: CustomStatus | None = None) -> str:
    label = arranging.one_line(label, longest=48)
    others = CustomStatus.objects.filter(label__iexact=label)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise BadValue(_("There is already a status called “%s”.") % label)
    return label
