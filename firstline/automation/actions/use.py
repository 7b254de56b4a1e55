"""Macros are used: with a draft, at once, or on many tickets."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.automation import rules as allowed
from firstline.automation.errors import MacroIsGone
from firstline.automation.events import MacroApplied, MacroUndone
from firstline.automation.models import Macro, MacroUse, PendingMacro
from firstline.automation.outcome import Outcome, outcome_of
from firstline.desk import actions as desk
from firstline.desk import changes as vocabulary
from firstline.desk import rules
from firstline.desk.changes import Change
from firstline.desk.content import Content
from firstline.desk.models import CustomStatus, Draft, Ticket
from firstline.desk.queries.arrangement import must_be_filled_in
from firstline.platform.clock import now
from firstline.platform.errors import DomainError
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must

_STATUSES = ("status", "custom_status_id")
# Each of these adds to what another macro does with the tags.
_ADDING = ("current_tags", "remove_tags")


@transaction.atomic
def begin_with(macro: Macro, ticket: Ticket, *, is_public: bool, by: Agent) -> Outcome:
    """Begin a text with the macro. What it changes waits with the draft until that is sent."""
    allowed.must_have(by)
    rules.must_be_open(ticket)
    outcome = outcome_of(must_be_usable(macro, by), ticket, by=by)
    if outcome.is_public is not None:
        is_public = outcome.is_public
    must(by, Right.REPLY if is_public else Right.NOTE)
    draft, _made = Draft.objects.select_for_update(of=("self",)).get_or_create(
        ticket=ticket,
        author=by,
        is_public=is_public,
        send_at=None,
        defaults={"updated_at": now()},
    )
    changes = [change.as_json() for change in outcome.changes]
    _make_way(draft, changes)
    PendingMacro.objects.update_or_create(draft=draft, macro=macro, defaults={"changes": changes})
    return outcome


@transaction.atomic
def take_off(pending_id: int, *, field: str, by: Agent) -> Draft:
    """Leave one of the waiting changes out."""
    own = PendingMacro.objects.select_for_update(of=("self",)).filter(draft__author=by)
    pending = own.select_related("draft").filter(pk=pending_id, draft__send_at=None).first()
    if pending is None or pending.draft is None:
        raise MacroIsGone(_("This change is not waiting any more."))
    pending.changes = [one for one in pending.changes if one["field"] != field]
    pending.save(update_fields=["changes"])
    return pending.draft


@transaction.atomic
def finish(pending_id: int) -> None:
    """Make the changes of a macro whose text has been sent. Done once, however often it is asked.

    What is refused by now is left out and told; the message is out, and all else is done.
    """
    waiting = PendingMacro.objects.select_for_update(of=("self",)).filter(message__isnull=False)
    pending = waiting.select_related("macro", "message__ticket").filter(pk=pending_id).first()
    if pending is None or pending.message is None:
        return
    by = Agent.objects.select_related("person").get(pk=pending.message.author_id)
    ticket = pending.message.ticket
    refused = []
    for change in _in_order(vocabulary.read(pending.changes), then=pending.then_status):
        try:
            _make(ticket, [change], by)
        except DomainError as refusal:
            refused.append(refusal.sentence)
    publish(MacroApplied(ticket=ticket, macro=pending.macro, refused=tuple(refused), by=by))
    count_use(pending.macro, by)
    pending.delete()


@transaction.atomic
def apply_at_once(macro: Macro, ticket: Ticket, *, by: Agent) -> tuple[Change, ...]:
    """Make the changes of a macro that says nothing; what it gives back undoes them."""
    allowed.must_have(by)
    outcome = outcome_of(must_be_usable(macro, by), ticket, by=by)
    before = _make(ticket, _in_order(outcome.changes), by)
    publish(MacroApplied(ticket=ticket, macro=macro, by=by))
    count_use(macro, by)
    return before


@transaction.atomic
def put_back(macro: Macro, ticket: Ticket, before: Sequence[Change], *, by: Agent) -> None:
    """Undo what `apply_at_once` did."""
    allowed.must_have(by)
    vocabulary.apply(ticket, before, by=by)
    publish(MacroUndone(ticket=ticket, macro=macro, by=by))


@transaction.atomic
def run_on(macro: Macro, ticket: Ticket, *, by: Agent) -> tuple[Change, ...]:
    """Use the macro as it is, text and changes, on one of many tickets; all or nothing.

    What it gives back undoes the changes. A reply that is sent cannot be undone.
    """
    allowed.must_have(by)
    outcome = outcome_of(must_be_usable(macro, by), ticket, by=by)
    if outcome.html:
        message = Content.from_composer(outcome.html)
        if outcome.is_public is False:
            desk.add_note(ticket, message, by=by)
        else:
            desk.reply(ticket, message, by=by)
    before = _make(ticket, _in_order(outcome.changes), by)
    publish(MacroApplied(ticket=ticket, macro=macro, by=by))
    count_use(macro, by)
    return before


def must_be_usable(macro: Macro, by: Agent) -> Macro:
    if not Macro.objects.usable_by(by).filter(pk=macro.pk).exists():
        raise MacroIsGone(_("This macro is not there any more. Choose another one."))
    return macro


def count_use(macro: Macro, by: Agent) -> None:
    at = now()
    use, _made = MacroUse.objects.select_for_update().get_or_create(
        macro=macro, agent=by, day=at.date(), defaults={"last_at": at}
    )
    use.times += 1
    use.last_at = at
    use.save(update_fields=["times", "last_at"])


def _make(ticket: Ticket, changes: Sequence[Change], by: Agent) -> tuple[Change, ...]:
    with transaction.atomic():
        before = vocabulary.apply(ticket, changes, by=by)
        for status in _wanted(changes):
            must_be_filled_in(Ticket.objects.get(pk=ticket.pk), status)
    return before


def _wanted(changes: Sequence[Change]) -> list[str]:
    """The categories of status that the changes lead to."""
    wanted = [str(one.value) for one in changes if one.field == "status"]
    own = [int(str(one.value)) for one in changes if one.field == "custom_status_id"]
    if own:
        wanted += CustomStatus.objects.filter(pk__in=own).values_list("category", flat=True)
    return wanted


def _in_order(changes: Sequence[Change], *, then: str = "") -> list[Change]:
    """The status last, when the fields it asks for are there; never against the agent's word."""
    fields = [one for one in changes if one.field not in _STATUSES]
    return fields + [one for one in changes if one.field in _STATUSES and _agrees(one, then)]


def _agrees(change: Change, then: str) -> bool:
    if not then:
        return True
    if change.field == "status" or then.isdecimal():
        return change.value == then
    return CustomStatus.objects.filter(pk=str(change.value), category=then).exists()


def _make_way(draft: Draft, changes: Sequence[dict[str, Any]]) -> None:
    """What a macro sets, an earlier one of the same draft no longer does."""
    taken = {one["field"] for one in changes} - set(_ADDING)
    if taken & set(_STATUSES):
        taken |= set(_STATUSES)
    for pending in PendingMacro.objects.filter(draft=draft):
        left = [one for one in pending.changes if one["field"] not in taken]
        if left != pending.changes:
            pending.changes = left
            pending.save(update_fields=["changes"])
