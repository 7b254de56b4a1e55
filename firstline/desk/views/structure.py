"""How tickets hang together: merging, splitting, moving, linking, follow-ups, bin and spam."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from firstline.desk import actions, rules
from firstline.desk.actions.hold import UNDO_SHOWN
from firstline.desk.actions.merge import MOST_MERGED
from firstline.desk.content import Content
from firstline.desk.errors import BadValue
from firstline.desk.models import (
    IncidentsSolution,
    Message,
    Rearrangement,
    RearrangementKind,
    Removal,
    Ticket,
)
from firstline.desk.queries.merge_preview import MergePreview
from firstline.desk.queries.structure import candidates, suggestions_for
from firstline.desk.queue.listing import Listing
from firstline.desk.views.access import ticket_for
from firstline.desk.views.answers import address_of_ticket, is_htmx, opened_ticket, with_toast
from firstline.desk.views.ticket import parts_of
from firstline.platform.html import html_from_text
from firstline.team.access import AgentRequest, agent_view
from firstline.team.rights import Right
from firstline.team.rules import must

_LONGEST_QUERY = 200
# Of a long conversation, the last ones can be chosen.
_MOST_OFFERED = 50
_NUMBER_DIGITS = 18


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def merge(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Choose what to merge and see what that does; POST does it."""
    ticket = ticket_for(request, ticket_id)
    must(request.agent, Right.REARRANGE)
    rules.must_be_open(ticket)
    others = _chosen_tickets(request, ticket)
    target = _target(request, [ticket, *others])
    sources = [one for one in (ticket, *others) if one != target]
    if request.method == "POST":
        record = actions.merge(
            sources,
            into=target,
            by=request.agent,
            keep=_ids(request.POST.getlist("keep")),
            comment=_comment(request, "comment"),
            farewell=_comment(request, "farewell"),
        )
        return _open(request, target, _told(record), undo=_address_of_undo(record))
    beside = [one.pk for one in (ticket, *others)]
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    context = {
        "ticket": ticket,
        "tickets": [ticket, *others],
        "preview": _preview(request, target, sources) if others else None,
        "found": candidates(request.agent, query=query, beside=beside)
        if query
        else suggestions_for(ticket, request.agent, beside=beside),
        "query": query,
    }
    return _dialog(request, "merge", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def split(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Put messages into a ticket of their own."""
    ticket = ticket_for(request, ticket_id)
    must(request.agent, Right.REARRANGE)
    rules.must_be_open(ticket)
    if request.method == "POST":
        record = actions.split(
            ticket,
            messages=_ids(request.POST.getlist("message")),
            subject=request.POST.get("subject", ""),
            by=request.agent,
        )
        return _shown(request, ticket, _told(record), undo=_address_of_undo(record))
    return _dialog(request, "split", {"ticket": ticket, **_messages(request, ticket)})


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def moves(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Move messages to another ticket."""
    ticket = ticket_for(request, ticket_id)
    must(request.agent, Right.REARRANGE)
    rules.must_be_open(ticket)
    if request.method == "POST":
        record = actions.move_messages(
            ticket,
            messages=_ids(request.POST.getlist("message")),
            to=_other(request, request.POST.get("other", "")),
            by=request.agent,
        )
        return _shown(request, ticket, _told(record), undo=_address_of_undo(record))
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    found = (
        candidates(request.agent, query=query, beside=[ticket.pk])
        if query
        else suggestions_for(ticket, request.agent)
    )
    context = {"ticket": ticket, "found": found, "query": query, **_messages(request, ticket)}
    return _dialog(request, "move", context)


@require_http_methods(["POST"])
@agent_view
def undo_rearrangement(request: AgentRequest, rearrangement_id: int) -> HttpResponse:
    """Put back what a merge, a split or a move did; for who may see all of its tickets."""
    record = Rearrangement.objects.filter(pk=rearrangement_id).first()
    visible = Ticket.objects.visible_to(request.agent, removed=True)
    if record is None or visible.filter(pk__in=record.tickets).count() < len(record.tickets):
        raise Http404
    record = actions.put_back(record, by=request.agent)
    here = opened_ticket(request)
    shown = here if here in record.tickets else record.target_id
    if record.kind == RearrangementKind.SPLIT and here is None:
        shown = record.left_ids[0]
    text = {
        RearrangementKind.MERGE: _("The merge is undone"),
        RearrangementKind.SPLIT: _("The messages are back"),
        RearrangementKind.MOVE: _("The messages are back"),
    }[RearrangementKind(record.kind)]
    return _shown(request, ticket_for(request, shown), text)


@require_safe
@agent_view
def candidates_for_link(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """What to offer while somebody types a number or words beside "Related"."""
    ticket = ticket_for(request, ticket_id)
    query = request.GET.get("q", "")[:_LONGEST_QUERY]
    found = candidates(request.agent, query=query, beside=[ticket.pk], only_open=False)
    context = {"ticket": ticket, "found": found, "query": query}
    return render(request, "desk/_link_candidates.html", context)


@require_POST
@agent_view
def links(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Say what this ticket is to another one."""
    must(request.agent, Right.REARRANGE)
    ticket = ticket_for(request, ticket_id)
    other = _other(request, request.POST.get("other") or request.POST.get("q", ""))
    relation = request.POST.get("relation", "")
    if not actions.link(ticket, to=other, relation=relation, by=request.agent):
        return _shown(request, ticket)
    undo = reverse("ticket_link", args=[ticket.pk, relation, other.pk])
    text = _("Linked with #%d") % other.pk
    return _shown(request, ticket, text, undo=undo, undo_method="DELETE")


@require_http_methods(["POST", "DELETE"])
@agent_view
def link(request: AgentRequest, ticket_id: int, relation: str, other_id: int) -> HttpResponse:
    """Take a link away, by DELETE or by the button of a plain form; `again` puts it back."""
    ticket, other = ticket_for(request, ticket_id), ticket_for(request, other_id)
    if request.method == "POST" and "again" in request.GET:
        actions.link(ticket, to=other, relation=relation, by=request.agent)
        return _shown(request, ticket)
    if not actions.unlink(ticket, from_=other, relation=relation, by=request.agent):
        return _shown(request, ticket)
    undo = reverse("ticket_link", args=[ticket.pk, relation, other.pk]) + "?again="
    return _shown(request, ticket, _("No longer linked with #%d") % other.pk, undo=undo)


@require_POST
@agent_view
def follow_ups(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Go on with a closed ticket in a new one."""
    ticket = actions.open_follow_up(ticket_for(request, ticket_id), by=request.agent)
    undo = f"{reverse('removal', args=[ticket.pk])}?to={Removal.BIN}"
    return _open(request, ticket, _("A follow-up is open"), undo=undo)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def children(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Open a ticket for a part of the work."""
    ticket = ticket_for(request, ticket_id)
    must(request.agent, Right.REARRANGE)
    rules.must_be_open(ticket)
    if request.method != "POST":
        return _dialog(request, "child", {"ticket": ticket})
    child = actions.open_child(
        ticket,
        subject=request.POST.get("subject", ""),
        task=request.POST.get("task", ""),
        by=request.agent,
    )
    undo = f"{reverse('removal', args=[child.pk])}?to={Removal.BIN}"
    return _shown(request, ticket, _("Opened #%d for a part of this") % child.pk, undo=undo)


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def incidents(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Solve all incidents of a problem, with one answer to all."""
    problem = ticket_for(request, ticket_id)
    must(request.agent, Right.BULK)
    if request.method != "POST":
        return _dialog(request, "incidents", {"ticket": problem, **parts_of(request, problem)})
    words = request.POST.get("body", "").strip()
    solution = actions.solve_incidents(
        problem, html=html_from_text(words) if words else "", by=request.agent
    )
    return _shown(
        request,
        problem,
        _("Solving the incidents…"),
        undo=reverse("incidents_solution", args=[solution.pk]),
        undo_method="DELETE",
        seconds=int(UNDO_SHOWN.total_seconds()),
    )


@require_http_methods(["POST", "DELETE"])
@agent_view
def incidents_solution(request: AgentRequest, solution_id: int) -> HttpResponse:
    """Take it back, or stop it where it stands."""
    solution = IncidentsSolution.objects.filter(pk=solution_id).first()
    if solution is None:
        raise Http404
    problem = ticket_for(request, solution.problem_id)
    solution = actions.take_solution_back(solution, by=request.agent)
    text = _("Stopped: the rest stays open") if solution.solved else _("No incident was solved")
    return _shown(request, problem, text)


@require_http_methods(["POST", "DELETE"])
@agent_view
def removal(request: AgentRequest, ticket_id: int) -> HttpResponse:
    """Put the ticket into the bin or into spam; DELETE, or an empty `to`, brings it back."""
    ticket = ticket_for(request, ticket_id)
    address = reverse("removal", args=[ticket.pk])
    to = request.POST.get("to") or request.GET.get("to") or ""
    if request.method == "DELETE" or not to:
        previous = ticket.removed_as
        actions.restore(ticket, by=request.agent)
        undo = f"{address}?to={previous}" if previous else None
        return _shown(request, ticket, _("Restored"), undo=undo)
    actions.remove(ticket, to=to, by=request.agent)
    text = _("Marked as spam") if to == Removal.SPAM else _("Put into the bin")
    return _shown(request, ticket, text, undo=address, undo_method="DELETE")


def _dialog(request: AgentRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """The dialog, the part of it that htmx asks for anew, or a page of its own."""
    context |= {"view": Listing.asked_for(request.GET, request.agent)}
    if not is_htmx(request):
        context["body"] = f"desk/_{name}_form.html"
        return render(request, "desk/structure.html", context)
    is_part = request.headers.get("HX-Target", "") == f"{name}-form"
    return render(request, f"desk/_{name}_{'form' if is_part else 'dialog'}.html", context)


def _shown(request: AgentRequest, ticket: Ticket, text: str = "", **toast: Any) -> HttpResponse:
    """The open ticket as it is now; elsewhere, only what happened."""
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket.pk))
    context = parts_of(request, ticket_for(request, ticket.pk))
    answer = render(request, "desk/_after_structure.html", context)
    return _toasted(answer, text, toast)


def _open(request: AgentRequest, ticket: Ticket, text: str, **toast: Any) -> HttpResponse:
    """Show another ticket than the one that was open."""
    if opened_ticket(request) == ticket.pk:
        return _shown(request, ticket, text, **toast)
    if not is_htmx(request):
        return redirect(address_of_ticket(request, ticket.pk))
    context = parts_of(request, ticket_for(request, ticket.pk))
    answer = render(request, "desk/_ticket.html", context | {"is_fragment": True})
    answer["HX-Retarget"] = "#ticket"
    answer["HX-Reswap"] = "outerHTML"
    answer["HX-Push-Url"] = address_of_ticket(request, ticket.pk)
    return _toasted(answer, text, toast)


def _toasted(answer: HttpResponse, text: str, toast: dict[str, Any]) -> HttpResponse:
    given = {key: value for key, value in toast.items() if value is not None}
    return with_toast(answer, text, **given) if text else answer


def _told(record: Rearrangement) -> str:
    if record.kind == RearrangementKind.MERGE:
        return _("Merged into #%d") % record.target_id
    if record.kind == RearrangementKind.SPLIT:
        return _("Opened #%d with these messages") % record.target_id
    return _("Moved to #%d") % record.target_id


def _address_of_undo(record: Rearrangement) -> str:
    return reverse("undo_rearrangement", args=[record.pk])


def _chosen_tickets(request: AgentRequest, ticket: Ticket) -> list[Ticket]:
    """The other tickets of the form, in the order in which they were chosen."""
    given = request.POST if request.method == "POST" else request.GET
    ids = [*_ids(given.getlist("with")), *_ids(given.getlist("add"))]
    dropped = {ticket.pk, *_ids(given.getlist("drop"))}
    wanted = [one for one in dict.fromkeys(ids) if one not in dropped][:MOST_MERGED]
    rows = (
        Ticket.objects.visible_to(request.agent)
        .filter(pk__in=wanted)
        .select_related("requester__person", "requester__organisation", "assignee__person", "group")
        .defer("search")
    )
    found = {row.pk: row for row in rows}
    return [found[one] for one in wanted if one in found]


def _target(request: AgentRequest, tickets: list[Ticket]) -> Ticket:
    """The one that they live on in: the open one, unless another was chosen."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = given.get("into", "")
    return next((one for one in tickets if str(one.pk) == chosen), tickets[0])


def _preview(request: AgentRequest, target: Ticket, sources: list[Ticket]) -> MergePreview:
    """With the choice of people that the form holds already."""
    return MergePreview(
        target,
        sources,
        kept=frozenset(_ids(request.GET.getlist("keep"))),
        asked=frozenset(_ids(request.GET.getlist("known"))),
    )


def _messages(request: AgentRequest, ticket: Ticket) -> dict[str, Any]:
    rows = Message.objects.filter(ticket=ticket).order_by("-number").select_related("author")
    newest = list(rows.defer("html", "quoted_html", "quoted_text", "search")[:_MOST_OFFERED])
    chosen = set(_ids(request.GET.getlist("message")))
    known = {message.pk for message in newest}
    earlier = list(rows.filter(pk__in=chosen - known)) if chosen - known else []
    messages = sorted([*newest, *earlier], key=lambda message: message.number)
    return {"offered": messages, "chosen": chosen}


def _other(request: AgentRequest, text: str) -> Ticket:
    """The ticket of that number, if the agent may see it."""
    number = text.strip().removeprefix("#")
    ids = _ids([number])
    found = Ticket.objects.visible_to(request.agent).filter(pk__in=ids).first()
    if found is None:
        raise BadValue(_("There is no such ticket. Choose one from the list, or give its number."))
    return found


def _comment(request: AgentRequest, name: str) -> actions.Comment | None:
    words = request.POST.get(name, "").strip()
    if not words:
        return None
    return actions.Comment(Content.from_text(words), is_public=f"{name}_is_public" in request.POST)


def _ids(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) <= _NUMBER_DIGITS]
