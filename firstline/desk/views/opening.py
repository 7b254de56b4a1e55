"""A ticket that an agent opens for a customer."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from firstline.customers.actions import customer_at
from firstline.desk import actions
from firstline.desk.content import Content
from firstline.desk.forms import NewTicketForm
from firstline.team.access import AgentRequest, agent_view
from firstline.team.rights import Right
from firstline.team.rules import may, must


@require_http_methods(["GET", "HEAD", "POST"])
@agent_view
def new_ticket(request: AgentRequest) -> HttpResponse:
    must(request.agent, Right.REPLY)
    form = NewTicketForm(request.POST or None, initial={"address": request.GET.get("to", "")})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "desk/new_ticket.html", {"form": form}, status=status)
    given = form.cleaned_data
    ticket = actions.open_ticket(
        requester=customer_at(given["address"], name=given["name"]),
        subject=given["subject"],
        content=Content.from_text(given["body"]),
        channel="web",
        by=request.agent,
        is_public=given["kind"] == "reply",
        status="open",
        priority=given["priority"],
        tags=given["tags"],
        assignee=request.agent if may(request.agent, Right.EDIT) else None,
    )
    return redirect("ticket", ticket.pk)
