"""Moving things in their lists, putting them out of use, deleting what nothing uses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firstline.desk.administration import fields, forms, statuses
from firstline.desk.errors import BadValue
from firstline.desk.models import CustomStatus, FormField, TicketForm
from firstline.desk.views.answers import is_htmx
from firstline.platform.fields.models import CustomField, FieldOption
from firstline.team.access import AgentRequest, right_view
from firstline.team.rights import Right


@dataclass(frozen=True)
class Arranged:
    """One kind of row that has a place in a list, and perhaps a state."""

    rows: Callable[[], "QuerySet[Any, Any]"]
    place: Callable[..., None]
    home: Callable[[Any], str]
    set_active: Callable[..., Any] | None = None
    delete: Callable[..., None] | None = None


def _home_of_field(field: CustomField) -> str:
    return reverse("settings_fields", args=[field.subject])


ARRANGED: dict[str, Arranged] = {
    "fields": Arranged(
        CustomField.objects.all,
        fields.place_field,
        _home_of_field,
        fields.set_field_active,
        fields.delete_field,
    ),
    "options": Arranged(
        lambda: FieldOption.objects.select_related("field"),
        fields.place_option,
        lambda option: reverse("settings_field", args=[option.field_id]),
        fields.set_option_active,
    ),
    "forms": Arranged(
        TicketForm.objects.all,
        forms.place_form,
        lambda form: reverse("settings_forms"),
        forms.set_form_active,
        forms.delete_form,
    ),
    "form-fields": Arranged(
        FormField.objects.all,
        forms.place_form_field,
        lambda row: reverse("settings_form", args=[row.form_id]),
    ),
    "statuses": Arranged(
        CustomStatus.objects.all,
        statuses.place_status,
        lambda status: reverse("settings_statuses"),
        statuses.set_status_active,
        statuses.delete_status,
    ),
}


@require_POST
@right_view(Right.FIELDS)
def order(request: AgentRequest, what: str) -> HttpResponse:
    """Put `moved` before `before`, or last."""
    arranged = _arranged(what)
    row = _row(arranged, number(request, "moved"))
    arranged.place(row, before=number(request, "before"), by=request.agent)
    return HttpResponse(status=204) if is_htmx(request) else redirect(arranged.home(row))


@require_POST
@right_view(Right.FIELDS)
def state(request: AgentRequest, what: str, pk: int) -> HttpResponse:
    """`active`, `inactive` or `deleted`."""
    arranged = _arranged(what)
    row, wanted = _row(arranged, pk), request.POST.get("state", "")
    home = arranged.home(row)
    if wanted == "deleted" and arranged.delete is not None:
        arranged.delete(row, by=request.agent)
        messages.success(request, _("“%s” is deleted.") % row)
    elif wanted in ("active", "inactive") and arranged.set_active is not None:
        arranged.set_active(row, is_active=wanted == "active", by=request.agent)
        text = _("“%s” is in use.") if wanted == "active" else _("“%s” is out of use.")
        messages.success(request, text % row)
    else:
        raise BadValue(_("This cannot be done to it."))
    return redirect(home)


def number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _arranged(what: str) -> Arranged:
    if what not in ARRANGED:
        raise Http404
    return ARRANGED[what]


def _row(arranged: Arranged, pk: int | None) -> Model:
    row: Model = get_object_or_404(arranged.rows(), pk=pk if pk is not None and pk < 2**63 else 0)
    return row
