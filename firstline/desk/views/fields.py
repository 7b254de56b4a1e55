"""What is known of a ticket beside its conversation, changed where it is shown."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firstline.desk import actions, rules
from firstline.desk.errors import BadValue
from firstline.desk.forms import moment_of
from firstline.desk.models import Ticket, TicketForm, TicketType
from firstline.desk.queries.ticket_fields import choices_of, names_of, nothing_found
from firstline.desk.views.access import ticket_for
from firstline.desk.views.properties import changes_ticket, given, number, undoable
from firstline.platform.events.models import Event
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.platform.fields.values import cleaned
from firstline.platform.ui.times import short_text
from firstline.team.access import AgentRequest, agent_view

_LONGEST_QUERY = 100


@require_POST
@changes_ticket
def ticket_type(request: AgentRequest, ticket: Ticket) -> HttpResponse | None:
    previous = ticket.type
    ticket = actions.set_type(ticket, type=given(request, "type"), by=request.agent)
    if ticket.type == previous:
        return None
    text = _("Type: %s") % (TicketType(ticket.type).label if ticket.type else _("None"))
    undo = f"{reverse('ticket_type', args=[ticket.pk])}?type={previous}"
    return undoable(request, ticket, text, undo)


@require_POST
@changes_ticket
def form(request: AgentRequest, ticket: Ticket) -> HttpResponse | None:
    previous = ticket.form_id
    ticket = actions.set_form(ticket, form=_form(given(request, "form")), by=request.agent)
    if ticket.form_id == previous:
        return None
    text = _("Form: %s") % (ticket.form or _("as usual"))
    undo = f"{reverse('form', args=[ticket.pk])}?form={previous or ''}"
    return undoable(request, ticket, text, undo)


@require_http_methods(["POST", "DELETE"])
@changes_ticket
def due(request: AgentRequest, ticket: Ticket) -> HttpResponse | None:
    """By when it must be done, in the agent's zone; POST of nothing, or DELETE, takes it away."""
    previous = ticket.due_at
    typed = "" if request.method == "DELETE" else given(request, "due")
    ticket = actions.set_due(ticket, due_at=_moment(typed), by=request.agent)
    if ticket.due_at == previous:
        return None
    text = _("Due: %s") % short_text(ticket.due_at) if ticket.due_at else _("No due date")
    before = previous.isoformat().replace("+00:00", "Z") if previous else ""
    return undoable(request, ticket, text, f"{reverse('due', args=[ticket.pk])}?due={before}")


@require_POST
@changes_ticket
def field(request: AgentRequest, ticket: Ticket, field_id: int) -> HttpResponse | None:
    """Fill a field in: with `value`; or with one `option` more or less, ticked or not."""
    asked = _field(field_id)
    rules.must_work(request.agent)
    value = _value(request, ticket, asked)
    _must_be_known(asked, value, request)
    before = ticket.fields.get(asked.slot)
    ticket = actions.set_fields(ticket, values={asked: value}, by=request.agent)
    if ticket.fields.get(asked.slot) == before:
        return None
    change = Event.objects.filter(
        subject_kind="ticket", subject_id=ticket.pk, name="fields_changed"
    ).latest("pk")
    return undoable(
        request,
        ticket,
        _("Saved: %s") % asked,
        reverse("field_change", args=[ticket.pk, change.pk]),
    )


@require_POST
@changes_ticket
def field_change(request: AgentRequest, ticket: Ticket, event_id: int) -> None:
    """Put back what fields held before a change, where nobody has changed them since."""
    change = Event.objects.filter(
        pk=event_id, subject_kind="ticket", subject_id=ticket.pk, name="fields_changed"
    ).first()
    if change is None:
        raise Http404
    rows = {row["field"]: row for row in change.data["changes"]}
    fields = CustomField.objects.filter(pk__in=rows).prefetch_related("options")
    values = {
        one: rows[one.pk]["from"]
        for one in fields
        if ticket.fields.get(one.slot) == rows[one.pk]["to"]
    }
    actions.set_fields(ticket, values=values, by=request.agent)


@require_GET
@agent_view
def field_choices(request: AgentRequest, ticket_id: int, field_id: int) -> HttpResponse:
    """What a menu offers for the words that were typed in it."""
    ticket, asked = ticket_for(request, ticket_id), _field(field_id)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_QUERY]
    context = {
        "ticket": ticket,
        "field": asked,
        "value": ticket.fields.get(asked.slot),
        "choices": choices_of(asked, ticket, request.agent, query=query),
        "nothing": nothing_found(asked, query=query),
        "is_narrowed": bool(query),
    }
    return render(request, "desk/_field_choices.html", context)


def _value(request: AgentRequest, ticket: Ticket, asked: CustomField) -> object:
    if asked.kind != FieldKind.MULTISELECT or "option" not in request.POST:
        return given(request, "value")
    # One at a time, so that two people at once lose nothing.
    before = ticket.fields.get(asked.slot)
    options = set(before if isinstance(before, list) else ())
    option = request.POST["option"]
    return list(options | {option} if f"chosen:{option}" in request.POST else options - {option})


def _must_be_known(asked: CustomField, value: object, request: AgentRequest) -> None:
    ident = cleaned(asked, value) if asked.lookup else None
    if isinstance(ident, int) and ident not in names_of(asked.lookup, [ident], request.agent):
        raise BadValue(_("There is nothing with this number."))


def _field(field_id: int) -> CustomField:
    fields = CustomField.objects.filter(subject=FieldSubject.TICKET, is_active=True)
    found: CustomField | None = fields.filter(pk=field_id).first() if field_id < 2**63 else None
    if found is None:
        raise Http404
    return found


def _form(text: str) -> TicketForm | None:
    if not text:
        return None
    found = TicketForm.objects.filter(pk=number(text), is_active=True).first()
    if found is None:
        raise BadValue(_("There is no such form."))
    return found


def _moment(typed: str) -> datetime | None:
    return moment_of("", typed) if typed else None
