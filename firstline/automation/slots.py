"""What macros put into the pages of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from firstline.automation.models import PendingMacro
from firstline.automation.rules import may_have
from firstline.automation.sentences import Said, Sentences
from firstline.desk.models import Ticket
from firstline.platform.slots import fill
from firstline.team.access import agent_of
from firstline.team.audit import area
from firstline.team.models import Agent

area("macro", gettext_lazy("Macros and saved replies"))


@dataclass(frozen=True)
class Waiting:
    """The changes of one macro that wait with a draft."""

    id: int
    title: str
    said: Sequence[Said]

    @property
    def status(self) -> str:
        """The status it sets, as people read it."""
        of_status = [one for one in self.said if one.field in ("status", "custom_status_id")]
        return of_status[-1].value if of_status and not of_status[-1].is_lost else ""


@fill("navigation", order=30)
def macros_link(request: HttpRequest) -> str:
    agent = agent_of(request)
    if agent is None or not may_have(agent):
        return ""
    return render_to_string("automation/_navigation.html", {}, request)


@fill("composer.tools")
def picker_button(request: HttpRequest, *, ticket: Ticket, kind: str, **_: Any) -> str:
    agent = agent_of(request)
    if agent is None or not may_have(agent):
        return ""
    context = {"ticket": ticket, "kind": kind}
    return render_to_string("automation/_picker_button.html", context, request)


@fill("bulk.actions")
def bulk_button(request: HttpRequest, *, view: object) -> str:
    agent = agent_of(request)
    if agent is None or not may_have(agent):
        return ""
    return render_to_string("automation/_bulk_button.html", {"view": view}, request)


@fill("composer.pending")
def chips(request: HttpRequest, *, ticket: Ticket, kind: str, draft: object, **_: Any) -> str:
    """What changes once this text is sent. Without a draft nothing can wait."""
    agent = agent_of(request)
    if agent is None or not may_have(agent):
        return ""
    waiting = waiting_changes(ticket, agent, kind=kind) if draft else []
    context = {"ticket": ticket, "kind": kind, "waiting": waiting}
    return render_to_string("automation/_chips.html", context, request)


def waiting_changes(ticket: Ticket, agent: Agent, *, kind: str) -> list[Waiting]:
    rows = PendingMacro.objects.filter(
        draft__ticket=ticket,
        draft__author=agent,
        draft__is_public=kind == "reply",
        draft__send_at=None,
    ).select_related("macro")
    pending = [row for row in rows if row.changes]
    sentences = Sentences(row.changes for row in pending)
    return [Waiting(row.pk, row.macro.name, sentences.of(row.changes)) for row in pending]
