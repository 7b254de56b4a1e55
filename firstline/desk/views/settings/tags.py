"""All tags, for admins: how often they are used, renaming, merging and deleting them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firstline.desk.administration import tags
from firstline.desk.models import TagChange
from firstline.desk.queries.tag_uses import PAGE, TagCount, tag_uses
from firstline.desk.views.answers import is_htmx
from firstline.team.access import AgentRequest, agent_view, right_view
from firstline.team.rights import Right

OFFERED = 8
_RECENT = 5


@require_safe
@right_view(Right.TAGS)
def tag_list(request: AgentRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:64]
    rows = tag_uses(request.agent, query=query, after=_after(request), most=PAGE + 1)
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        kept = urlencode({"q": query, "after": last.name, "uses": last.uses})
        older = f"{reverse('settings_tags')}?{kept}"
    changes = TagChange.objects.select_related("author__person").order_by("-pk")
    context = {"tags": rows[:PAGE], "query": query, "older": older, "changes": changes[:_RECENT]}
    part = request.headers.get("HX-Target") == "tags"
    return render(request, f"desk/settings/{'_tags' if part else 'tags'}.html", context)


@require_POST
@right_view(Right.TAGS)
def tag_changes(request: AgentRequest) -> HttpResponse:
    """Have the chosen tags become another one, or go."""
    is_deletion = request.POST.get("verb") == "delete"
    target = "" if is_deletion else request.POST.get("target", "")
    if not is_deletion and not target.strip():
        messages.error(request, _("Say what the tags should be called."))
        return redirect("settings_tags")
    tags.change_tags(request.POST.getlist("tag"), target=target, by=request.agent)
    return redirect("settings_tags")


@require_safe
@right_view(Right.TAGS)
def tag_change(request: AgentRequest, pk: int) -> HttpResponse:
    """How far it has come."""
    rows = TagChange.objects.select_related("author__person")
    context = {"change": get_object_or_404(rows, pk=pk)}
    return render(request, "desk/settings/_tag_change.html", context)


@require_POST
@right_view(Right.TAGS)
def tag_change_undo(request: AgentRequest, pk: int) -> HttpResponse:
    change = tags.undo_tag_change(get_object_or_404(TagChange, pk=pk), by=request.agent)
    if is_htmx(request):
        return render(request, "desk/settings/_tag_change.html", {"change": change})
    return redirect("settings_tags")


@require_safe
@agent_view
def tag_suggestions(request: AgentRequest) -> HttpResponse:
    """For the last of the words that somebody types as tags."""
    typed = request.GET.get("add", "").replace(",", " ")[:200]
    before, _blank, word = typed.rpartition(" ")
    found = tag_uses(request.agent, query=word, most=OFFERED) if word else []
    return render(request, "desk/_tag_suggestions.html", {"tags": found, "before": before})


def _after(request: AgentRequest) -> TagCount | None:
    uses = request.GET.get("uses", "")
    if not uses.isdecimal() or len(uses) > 15:
        return None
    return TagCount(request.GET.get("after", "").replace("\x00", "")[:64], int(uses))
