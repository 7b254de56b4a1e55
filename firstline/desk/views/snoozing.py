"""Out of sight for a while: chosen by POST, ended by DELETE."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstline.desk import actions
from firstline.desk.models import Ticket
from firstline.desk.snoozes import CUSTOMER_WRITES, chosen_moment
from firstline.desk.views.properties import changes_ticket, given, undoable
from firstline.platform.ui.times import short_text
from firstline.team.access import AgentRequest


@require_http_methods(["POST", "DELETE"])
@changes_ticket
def snooze(request: AgentRequest, ticket: Ticket) -> HttpResponse | None:
    """Snooze until a preset (`for`) or a moment (`until`); `for=now`, or DELETE, wakes it."""
    choice = "now" if request.method == "DELETE" else given(request, "for")
    address = reverse("snooze", args=[ticket.pk])
    undo = f"{address}?{_as_it_is(ticket)}"
    if choice == "now":
        was_snoozed = ticket.is_snoozed
        actions.wake(ticket, by=request.agent)
        return undoable(request, ticket, _("Back in sight"), undo) if was_snoozed else None
    until = chosen_moment(choice, given(request, "until"))
    before = (ticket.is_snoozed, ticket.snoozed_until)
    ticket = actions.snooze(ticket, until=until, by=request.agent)
    if (ticket.is_snoozed, ticket.snoozed_until) == before:
        return None
    text = _("Snoozed until %s") % short_text(until) if until else _("Snoozed until they write")
    return undoable(request, ticket, text, undo)


def _as_it_is(ticket: Ticket) -> str:
    """What snoozes the ticket again as it is snoozed now, or leaves it awake."""
    if not ticket.is_snoozed:
        return "for=now"
    if ticket.snoozed_until is None:
        return f"for={CUSTOMER_WRITES}"
    return f"until={ticket.snoozed_until.isoformat().replace('+00:00', 'Z')}"
