"""The pages on which macros are made and kept in order."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup, escape

from firstline.automation import actions, dialect, editing, rules
from firstline.automation.errors import BadMacro
from firstline.automation.exchange import LARGEST, bring_in, exported
from firstline.automation.models import COMMENT_HTML, Macro
from firstline.automation.outcome import html_of
from firstline.automation.queries import LISTED, categories, groups_to_choose, listed
from firstline.automation.variables import Variables, offered
from firstline.automation.views.access import macro_for, macro_view
from firstline.desk.models import Ticket
from firstline.desk.views.answers import is_htmx, with_toast
from firstline.platform.errors import DomainError
from firstline.platform.html import sanitise_composed
from firstline.platform.html.tree import parse
from firstline.platform.html.tree import render as written
from firstline.platform.language import KNOWN_LANGUAGES, language_name
from firstline.team.access import AgentRequest
from firstline.team.models import AgentGroup

MAIN = ""


@require_http_methods(["GET", "HEAD", "POST"])
@macro_view
def macros(request: AgentRequest) -> HttpResponse:
    """All that the agent can look up; by POST, one more."""
    if request.method == "POST":
        return _add(request)
    asked = {name: request.GET.get(name, "") for name in ("q", "category", "group", "state")}
    group = int(asked["group"]) if asked["group"].isdecimal() and len(asked["group"]) < 19 else None
    rows = listed(
        request.agent,
        query=asked["q"],
        category=asked["category"],
        group=group,
        state=asked["state"],
    )
    context = {
        "rows": rows[:LISTED],
        "has_more": len(rows) > LISTED,
        "asked": asked,
        "is_filtered": any(asked.values()),
        "categories": [(name, name) for name in categories(request.agent)],
        "groups": [(str(group.pk), group.name) for group in groups_to_choose(request.agent)],
    }
    return render(request, "automation/macros.html", context)


@require_safe
@macro_view
def new_macro(request: AgentRequest) -> HttpResponse:
    return render(request, "automation/macro.html", _editor(request, None))


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@macro_view
def macro(request: AgentRequest, macro_id: int) -> HttpResponse:
    """One macro, to be read or changed; DELETE deletes it, which can be undone."""
    found = macro_for(request, macro_id)
    if request.method == "DELETE" or "remove" in request.POST:
        actions.remove_macro(found, by=request.agent)
        undo = reverse("macro", args=[found.pk]) + "?restore=1"
        return _after(request, _("“%s” is deleted.") % found.name, undo=undo)
    if request.method != "POST":
        return render(request, "automation/macro.html", _editor(request, found))
    if "restore" in request.GET:
        actions.restore_macro(found, by=request.agent)
        return _after(request, "")
    try:
        _change(request, found)
    except DomainError as refusal:
        context = _editor(request, found) | {"refusal": refusal.sentence}
        return render(request, "automation/macro.html", context, status=refusal.status)
    return redirect(_address(found, request.POST.get("written_in", MAIN)))


@require_http_methods(["POST", "DELETE"])
@macro_view
def macro_use(request: AgentRequest, macro_id: int) -> HttpResponse:
    """POST puts it into the picker, DELETE (or a plain form with `off`) takes it out."""
    is_active = request.method == "POST" and "off" not in request.POST
    actions.set_in_use(macro_for(request, macro_id), is_active=is_active, by=request.agent)
    return _after(request, "")


@require_POST
@macro_view
def macro_copy(request: AgentRequest, macro_id: int) -> HttpResponse:
    copy = actions.clone_macro(macro_for(request, macro_id), by=request.agent)
    return redirect("macro", copy.pk)


@require_POST
@macro_view
def macro_order(request: AgentRequest) -> HttpResponse:
    """One was dragged, or moved by its keys, before another one."""
    moved = macro_for(request, _number(request.POST.get("moved", "")))
    before = _number(request.POST.get("before", ""))
    beside = macro_for(request, before) if before else None
    actions.move_macro(moved, before=beside, by=request.agent)
    return _after(request, "") if not is_htmx(request) else HttpResponse(status=204)


@require_safe
@macro_view
def macro_line(request: AgentRequest) -> HttpResponse:
    """One line of the editor, for the field of the address."""
    fields = editing.fields_to_choose()
    known = {name for name, _label in fields}
    field = request.GET.get("field", "")
    line = editing.line_of(field if field in known else "status")
    return render(request, "automation/_line.html", {"line": line, "fields": fields})


@require_POST
@macro_view
def macro_preview(request: AgentRequest) -> HttpResponse:
    """The text of the form as the customer of a ticket would read it."""
    ticket = _example(request, request.POST.get("ticket", ""))
    draft = Macro(actions=[])
    problem = ""
    html = Markup()
    try:
        draft.actions = [
            one for one in editing.actions_in(request.POST) if one["field"] == COMMENT_HTML
        ]
        html = _marked(request, draft, ticket) if ticket else Markup()
    except DomainError as refusal:
        problem = refusal.sentence
    context = {"ticket": ticket, "html": html, "problem": problem}
    return render(request, "automation/_preview.html", context)


@require_safe
@macro_view
def macro_export(request: AgentRequest) -> HttpResponse:
    answer = JsonResponse(exported(request.agent), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="macros.json"'
    return answer


@require_POST
@macro_view
def macro_import(request: AgentRequest) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST:
        raise BadMacro(_("Choose a file with macros, of at most 5 MB."))
    imported = bring_in(upload.read(), by=request.agent)
    return render(request, "automation/imported.html", {"imported": imported})


def _add(request: AgentRequest) -> HttpResponse:
    try:
        made = actions.add_macro(
            title=request.POST.get("title", ""),
            actions=editing.actions_in(request.POST),
            scope=_scope(request),
            description=request.POST.get("description", ""),
            language=request.POST.get("language", ""),
            by=request.agent,
        )
    except DomainError as refusal:
        if "from_composer" in request.POST:
            raise
        context = _editor(request, None) | {"refusal": refusal.sentence}
        return render(request, "automation/macro.html", context, status=refusal.status)
    if "from_composer" in request.POST:
        answer = HttpResponse(status=204)
        return with_toast(answer, _("Kept as “%s”.") % made.name, kind="good")
    return redirect("macro", made.pk)


def _change(request: AgentRequest, found: Macro) -> None:
    """The whole macro, or its text in one more language."""
    code = request.POST.get("written_in", MAIN)
    if code in KNOWN_LANGUAGES:
        texts = [one for one in editing.actions_in(request.POST) if one["field"] == COMMENT_HTML]
        variants = {**found.variants, code: texts[0]["value"] if texts else ""}
        actions.change_macro(found, variants=variants, by=request.agent)
        return
    actions.change_macro(
        found,
        title=request.POST.get("title", ""),
        description=request.POST.get("description", ""),
        actions=editing.actions_in(request.POST),
        language=request.POST.get("language", ""),
        scope=_scope(request),
        by=request.agent,
    )


def _scope(request: AgentRequest) -> actions.Scope:
    share = request.POST.get("share", "")
    chosen = [int(one) for one in request.POST.getlist("groups") if one.isdecimal()]
    groups = list(AgentGroup.objects.filter(pk__in=chosen)) if share == "groups" else []
    if share == "groups" and not groups:
        raise BadMacro(_("Choose at least one group."))
    return actions.Scope(is_shared=share in ("everybody", "groups"), groups=groups)


def _editor(request: AgentRequest, found: Macro | None) -> dict[str, Any]:
    """What is asked, filled with what was sent, else with the macro."""
    posted = request.POST
    code = request.GET.get("language", posted.get("written_in", MAIN))
    code = code if found is not None and code in KNOWN_LANGUAGES else MAIN
    changes = found.field_changes if found else []
    if posted:
        changes = editing.actions_in(posted, text=False)
    html = found.variants.get(code, "") if found and code else found.html_to_edit if found else ""
    return {
        "macro": found,
        "may_change": found is None or rules.may_change(found, request.agent),
        "may_share": rules.may_share(request.agent),
        "groups": groups_to_choose(request.agent),
        "chosen_groups": {group.pk for group in found.for_groups.all()} if found else set(),
        "written_in": code,
        "translations": [(one, language_name(one)) for one in found.variants] if found else [],
        "languages": sorted(
            ((one, language_name(one)) for one in KNOWN_LANGUAGES), key=lambda pair: pair[1]
        ),
        "language_label": language_name(code) if code else "",
        "lines": editing.lines_of(changes),
        "fields": editing.fields_to_choose(),
        "placeholders": offered(),
        "body_html": posted.get("body_html", html),
        "title": posted.get("title", found.title if found else request.GET.get("title", "")),
        "description": posted.get("description", found.description if found else ""),
        "example": _example(request, ""),
        "refusal": "",
    }


def _example(request: AgentRequest, number: str) -> Ticket | None:
    """The ticket of that number, or the one that the agent dealt with last."""
    tickets = Ticket.objects.visible_to(request.agent).defer("search")
    tickets = tickets.select_related(
        "requester__person",
        "requester__organisation",
        "organisation",
        "assignee__person",
        "group",
        "custom_status",
    )
    digits = number.strip().removeprefix("#")
    if digits:
        found: Ticket | None = tickets.filter(pk=_number(digits)).first()
        return found
    own: Ticket | None = tickets.assigned_to(request.agent).order_by("-updated_at", "-pk").first()
    return own or tickets.order_by("-updated_at", "-pk").first()


def _marked(request: AgentRequest, macro: Macro, ticket: Ticket) -> Markup:
    """The text for that ticket, with a mark at each name that means nothing."""
    facts = Variables(ticket, request.agent).facts
    macro.actions = [
        {"field": COMMENT_HTML, "value": sanitise_composed(one["value"])} for one in macro.actions
    ]
    page = parse(html_of(macro, facts, language="", marks=True))
    for element in page.walk():
        for name, value in element.attributes.items():
            # In the address of a link there is no room for a mark.
            element.attributes[name] = dialect.UNKNOWN.sub("", value or "")
    label = _("There is no such placeholder. Nothing is put here.")
    # Sanitised by `html_of`; the names of unknown placeholders are escaped once more.
    return Markup(  # noqa: S704
        dialect.UNKNOWN.sub(
            lambda place: f'<mark class="unknown-place" title="{escape(label)}">{place[1]}</mark>',
            written(page),
        )
    )


def _address(found: Macro, code: str) -> str:
    page = reverse("macro", args=[found.pk])
    return f"{page}?language={code}" if code in KNOWN_LANGUAGES else page


def _after(request: AgentRequest, text: str, **toast: str) -> HttpResponse:
    if not is_htmx(request):
        return redirect("macros")
    response = HttpResponse(status=200)
    if not text:
        response["HX-Refresh"] = "true"
        return response
    return with_toast(response, text, **toast)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 18 else 0
