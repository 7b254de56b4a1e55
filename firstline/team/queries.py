"""Read models of the team's pages."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from firstline.team.models import Agent, AgentGroup, Invitation


def team_members() -> QuerySet[Agent]:
    """Everybody, those who left last; with their groups."""
    groups = Prefetch("groups", AgentGroup.objects.order_by("name"))
    members: QuerySet[Agent] = Agent.objects.select_related("person").prefetch_related(groups)
    return members.order_by("-person__is_active", "person__name", "pk")


def groups_with_sizes() -> QuerySet[AgentGroup, Any]:
    return AgentGroup.objects.annotate(
        size=Count("agents", filter=Q(agents__person__is_active=True))
    ).order_by("name")


def open_invitations() -> QuerySet[Invitation]:
    waiting: QuerySet[Invitation] = Invitation.objects.open().select_related("invited_by__person")
    return waiting.order_by("-created_at")
