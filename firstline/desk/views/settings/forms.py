"""Ticket forms, for admins: their fields in order, and conditions that read as sentences."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firstline.desk.administration import forms
from firstline.desk.models import FieldCondition, TicketForm, TicketStatus
from firstline.desk.views.settings.order import number
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.team.access import AgentRequest, right_view
from firstline.team.rights import Right

MOST_OPTIONS = 500


@require_http_methods(["GET", "POST"])
@right_view(Right.FIELDS)
def form_list(request: AgentRequest) -> HttpResponse:
    if request.method == "POST":
        made = forms.add_form(request.POST.get("name", ""), by=request.agent)
        return redirect("settings_form", pk=made.pk)
    rows = TicketForm.objects.annotate(size=Count("form_fields")).order_by("position", "pk")
    return render(request, "desk/settings/forms.html", {"forms": rows})


@require_http_methods(["GET", "POST"])
@right_view(Right.FIELDS)
def form(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(TicketForm, pk=pk)
    if request.method == "POST":
        forms.change_form(
            found,
            name=request.POST.get("name", ""),
            name_for_customers=request.POST.get("name_for_customers", ""),
            is_default=found.is_default or "is_default" in request.POST,
            is_shown_to_customers="is_shown_to_customers" in request.POST,
            by=request.agent,
        )
        messages.success(request, _("The form is saved."))
        return redirect("settings_form", pk=pk)
    inside = list(found.form_fields.select_related("field").order_by("position", "pk"))
    conditions = found.conditions.select_related("parent", "child").prefetch_related(
        "parent__options"
    )
    outside = CustomField.objects.filter(subject=FieldSubject.TICKET, is_active=True)
    parent = next((row.field for row in inside if str(row.field_id) == request.GET.get("if")), None)
    context = {
        "form": found,
        "rows": inside,
        "others": outside.exclude(pk__in=[row.field_id for row in inside]),
        "conditions": [(one, forms.sentence(one)) for one in conditions.order_by("pk")],
        "parent": parent,
        "answers": _answers(parent) if parent else None,
        "statuses": TicketStatus.choices,
    }
    return render(request, "desk/settings/form.html", context)


@require_POST
@right_view(Right.FIELDS)
def form_fields(request: AgentRequest, pk: int) -> HttpResponse:
    """Add a field at the end (`add`), or take one out (`remove`)."""
    found = get_object_or_404(TicketForm, pk=pk)
    verb = "remove" if "remove" in request.POST else "add"
    field = _field(request, verb)
    change = forms.remove_field if verb == "remove" else forms.add_field
    change(found, field=field, by=request.agent)
    return redirect("settings_form", pk=pk)


@require_POST
@right_view(Right.FIELDS)
def conditions(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(TicketForm, pk=pk)
    forms.add_condition(
        found,
        parent=_field(request, "parent"),
        value=request.POST.get("value", ""),
        child=_field(request, "child"),
        required_on=request.POST.getlist("required_on"),
        by=request.agent,
    )
    return redirect("settings_form", pk=pk)


@require_POST
@right_view(Right.FIELDS)
def condition(request: AgentRequest, pk: int) -> HttpResponse:
    """Take it back."""
    rows = FieldCondition.objects.select_related("form", "parent", "child")
    found = get_object_or_404(rows, pk=pk)
    forms.remove_condition(found, by=request.agent)
    return redirect("settings_form", pk=found.form_id)


def _answers(parent: CustomField) -> list[tuple[str, str]]:
    """What the parent can hold, where that is a choice; nothing where it is typed."""
    if parent.kind == FieldKind.CHECKBOX:
        return [("true", _("Yes")), ("false", _("No"))]
    options = parent.options.filter(is_active=True).order_by("position", "pk")
    return list(options.values_list("value", "label")[:MOST_OPTIONS])


def _field(request: AgentRequest, name: str) -> CustomField:
    fields = CustomField.objects.filter(subject=FieldSubject.TICKET)
    return get_object_or_404(fields, pk=number(request, name) or 0)
