"""How tickets stand to each other: linked, part of one another, incidents of a problem."""

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.desk import rules
from firstline.desk.actions.rearranging import locked_all
from firstline.desk.errors import BadValue, CannotLink
from firstline.desk.events import TicketLinked, TicketUnlinked, TypeChanged
from firstline.desk.models import LinkKind, Relation, Ticket, TicketLink, TicketType
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.rights import Right
from firstline.team.rules import must

_KINDS = {
    Relation.RELATES: LinkKind.RELATES,
    Relation.DUPLICATES: LinkKind.DUPLICATES,
    Relation.BLOCKS: LinkKind.BLOCKS,
}
# Read from the end that keeps the row or the column.
_BACKWARDS = (Relation.DUPLICATED_BY, Relation.BLOCKED_BY, Relation.CHILD, Relation.INCIDENT)


@transaction.atomic
def link(ticket: Ticket, *, to: Ticket, relation: str, by: Actor) -> bool:
    """Say what the ticket is to another one; whether that was news."""
    must(by, Right.REARRANGE)
    if ticket.pk == to.pk:
        raise CannotLink(_("A ticket cannot be linked with itself."))
    rows = locked_all([ticket.pk, to.pk])
    for row in rows.values():
        rules.must_be_present(row)
    near, far, kind = _ends(rows[ticket.pk], rows[to.pk], relation)
    if not _join(near, far, kind, by=by):
        return False
    _tell(TicketLinked, near, far, kind, by=by)
    return True


@transaction.atomic
def unlink(ticket: Ticket, *, from_: Ticket, relation: str, by: Actor) -> bool:
    """Take that back; whether there was anything to take back."""
    must(by, Right.REARRANGE)
    rows = locked_all([ticket.pk, from_.pk])
    near, far, kind = _ends(rows[ticket.pk], rows[from_.pk], relation)
    if not _part(near, far, kind):
        return False
    _tell(TicketUnlinked, near, far, kind, by=by)
    return True


def _ends(one: Ticket, other: Ticket, relation: str) -> tuple[Ticket, Ticket, Relation]:
    """The end that keeps it, the other end, and what that one is to the first."""
    if relation not in Relation.values:
        raise BadValue(_("Tickets cannot stand to each other like that."))
    kind = Relation(relation)
    if kind in _BACKWARDS or (kind == Relation.RELATES and one.pk > other.pk):
        return other, one, kind.inverse
    return one, other, kind


def _join(near: Ticket, far: Ticket, kind: Relation, *, by: Actor) -> bool:
    if kind in _KINDS:
        _row, is_new = TicketLink.objects.get_or_create(
            ticket=near, other=far, kind=_KINDS[kind], defaults={"made_at": now()}
        )
        return is_new
    if kind == Relation.PARENT:
        return _set_parent(near, far)
    return _set_problem(near, far, by=by)


def _part(near: Ticket, far: Ticket, kind: Relation) -> bool:
    if kind in _KINDS:
        gone, _rows = TicketLink.objects.filter(ticket=near, other=far, kind=_KINDS[kind]).delete()
        return gone > 0
    if getattr(near, f"{kind}_id") != far.pk:
        return False
    setattr(near, kind, None)
    _save(near, kind)
    return True


def _set_parent(child: Ticket, parent: Ticket) -> bool:
    """One level only: what has parts is itself no part, so that nothing can go in circles."""
    if child.parent_id == parent.pk:
        return False
    if child.parent_id is not None:
        raise CannotLink(_("#%d is part of another ticket already.") % child.pk)
    if parent.parent_id is not None or child.children.exists():
        raise CannotLink(_("A ticket that has parts cannot be a part itself."))
    child.parent = parent
    _save(child, "parent")
    return True


def _set_problem(incident: Ticket, problem: Ticket, *, by: Actor) -> bool:
    if incident.problem_id == problem.pk:
        return False
    if incident.problem_id is not None:
        raise CannotLink(_("#%d is an incident of another problem already.") % incident.pk)
    if problem.problem_id is not None or incident.incidents.exists():
        raise CannotLink(_("A problem cannot be an incident of another one."))
    incident.problem = problem
    _save(incident, "problem")
    _call(incident, TicketType.INCIDENT, by=by)
    _call(problem, TicketType.PROBLEM, by=by)
    return True


def _call(ticket: Ticket, type_: TicketType, *, by: Actor) -> None:
    if ticket.type != type_:
        previous, ticket.type = ticket.type, type_
        _save(ticket, "type")
        publish(TypeChanged(ticket=ticket, previous=previous, by=by))


def _save(ticket: Ticket, field: str) -> None:
    ticket.updated_at = now()
    ticket.save(update_fields=[field, "updated_at"])


def _tell(
    event: type[TicketLinked], near: Ticket, far: Ticket, kind: Relation, *, by: Actor
) -> None:
    publish(event(ticket=near, other=far.pk, relation=kind, by=by))
    publish(event(ticket=far, other=near.pk, relation=kind.inverse, by=by))
