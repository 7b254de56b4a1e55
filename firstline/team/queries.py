"""Read models of the team's pages."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from firstline.team.models import Agent, AgentGroup, Invitation, Role


def team_members() -> QuerySet[Agent]:
    """Everybody, those who left last; with their groups."""
    groups = Prefetch("groups", AgentGroup.objects.order_by("name"))
    members: QuerySet[Agent] = Agent.objects.select_related("person", "role")
    return members.prefetch_related(groups).order_by("-person__is_active", "person__name", "pk")


def groups_with_sizes() -> QuerySet[AgentGroup, Any]:
    return AgentGroup.objects.annotate(
        size=Count("agents", filter=Q(agents__person__is_active=True))
    ).order_by("name")


def roles_with_sizes() -> QuerySet[Role, Any]:
    """With how many people have each, and how many are invited to it."""
    waiting = Q(invitations__accepted_at=None, invitations__revoked_at=None)
    return Role.objects.annotate(
        size=Count("agents", filter=Q(agents__person__is_active=True), distinct=True),
        invited=Count("invitations", filter=waiting, distinct=True),
    )


def open_invitations() -> QuerySet[Invitation]:
    waiting: QuerySet[Invitation] = Invitation.objects.open()
    return waiting.select_related("role", "invited_by__person").order_by("-created_at")
