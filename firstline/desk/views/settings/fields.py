"""Custom fields of tickets, customers and organisations, for admins."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstline.desk.administration import fields
from firstline.platform.fields.models import (
    CustomField,
    FieldKind,
    FieldOption,
    FieldSubject,
    LookupTarget,
)
from firstline.team.access import AgentRequest, right_view
from firstline.team.rights import Right

MOST_SHOWN = 200
TITLES = {
    FieldSubject.TICKET: gettext_lazy("Ticket fields"),
    FieldSubject.CUSTOMER: gettext_lazy("Customer fields"),
    FieldSubject.ORGANISATION: gettext_lazy("Organisation fields"),
}


@require_safe
@right_view(Right.FIELDS)
def field_list(request: AgentRequest, subject: str) -> HttpResponse:
    rows = CustomField.objects.filter(subject=_subject(subject))
    counted = rows.annotate(size=Count("options", filter=Q(options__is_active=True)))
    context = {
        "subject": subject,
        "title": TITLES[_subject(subject)],
        "fields": counted.order_by("position", "pk"),
    }
    return render(request, "desk/settings/fields.html", context)


@require_http_methods(["GET", "POST"])
@right_view(Right.FIELDS)
def new_field(request: AgentRequest, subject: str) -> HttpResponse:
    if request.method == "POST":
        field = fields.add_field(
            subject=_subject(subject),
            kind=request.POST.get("kind", ""),
            title=request.POST.get("title", ""),
            key=request.POST.get("key", ""),
            lookup=request.POST.get("lookup", ""),
            pattern=request.POST.get("pattern", ""),
            tag=request.POST.get("tag", ""),
            by=request.agent,
        )
        options = _lines(request.POST.get("options", ""))
        if field.has_options and options:
            fields.add_options(field, labels=options, by=request.agent)
        messages.success(request, _("“%s” is there now.") % field)
        return redirect("settings_field", pk=field.pk)
    kind = request.GET.get("kind", "")
    context = {
        "subject": subject,
        "title": TITLES[_subject(subject)],
        "kind": FieldKind(kind) if kind in FieldKind.values else None,
        "kinds": FieldKind,
        "targets": LookupTarget.choices,
    }
    return render(request, "desk/settings/new_field.html", context)


@require_http_methods(["GET", "POST"])
@right_view(Right.FIELDS)
def field(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CustomField, pk=pk)
    if request.method == "POST":
        fields.change_field(found, by=request.agent, **_facts(request))
        messages.success(request, _("“%s” is saved.") % request.POST.get("title", ""))
        return redirect("settings_field", pk=pk)
    query = request.GET.get("q", "").replace("\x00", "")[:100]
    options = found.options.filter(label__icontains=query).order_by("position", "pk")
    context = {
        "field": found,
        "here": f"{found.subject}-fields",
        "title": TITLES[FieldSubject(found.subject)],
        "uses": fields.uses_of(found),
        "most_counted": fields.MOST_COUNTED,
        "query": query,
        "options": list(options[:MOST_SHOWN]) if found.has_options else [],
        "size": found.options.count() if found.has_options else 0,
        "most_shown": MOST_SHOWN,
    }
    return render(request, "desk/settings/field.html", context)


@require_POST
@right_view(Right.FIELDS)
def options(request: AgentRequest, pk: int) -> HttpResponse:
    """Add some, one a line."""
    found = get_object_or_404(CustomField, pk=pk)
    made = fields.add_options(
        found, labels=_lines(request.POST.get("labels", "")), by=request.agent
    )
    messages.success(request, _("Options added: %d") % len(made))
    return redirect("settings_field", pk=pk)


@require_POST
@right_view(Right.FIELDS)
def option(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(FieldOption, pk=pk)
    fields.rename_option(found, label=request.POST.get("label", ""), by=request.agent)
    messages.success(request, _("The option is renamed."))
    return redirect("settings_field", pk=found.field_id)


def _facts(request: AgentRequest) -> dict[str, Any]:
    """What a form of this kind of field holds; a box that is not ticked is not sent."""
    given = request.POST
    texts = {name for name in fields.CHANGEABLE if not name.startswith("is_")}
    facts: dict[str, Any] = {name: given[name] for name in texts & given.keys()}
    for name in set(given.getlist("boxes")) & set(fields.CHANGEABLE):
        facts[name] = name in given
    return facts


def _subject(text: str) -> FieldSubject:
    if text not in FieldSubject.values:
        raise Http404
    return FieldSubject(text)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.replace("\x00", "").strip()]
