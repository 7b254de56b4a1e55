from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from firstline.platform.accounts.tokens import hash_of
from firstline.platform.clock import now
from firstline.platform.events.actors import ActorKind
from firstline.team.rights import BUILT_IN, Right, Sees


class Role(models.Model):
    """What people may see and do. Four are built in; an admin makes more."""

    ADMIN: ClassVar = "admin"
    LEAD: ClassVar = "lead"
    AGENT: ClassVar = "agent"
    LIGHT: ClassVar = "light"

    # What people and invitations refer to; who is an admin is known without reading the role.
    key = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True, default="")
    sees = models.CharField(max_length=8, choices=Sees, default=Sees.ALL)
    rights = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    position = models.PositiveIntegerField(default=100)

    class Meta:
        ordering: ClassVar = ["position", "name", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def is_built_in(self) -> bool:
        return self.key in BUILT_IN

    @property
    def is_admin(self) -> bool:
        return self.key == self.ADMIN

    @property
    def label(self) -> str:
        return str(BUILT_IN[self.key].label) if self.is_built_in else self.name

    @property
    def purpose(self) -> str:
        return str(BUILT_IN[self.key].description) if self.is_built_in else self.description


def _role_key(related_name: str) -> "models.ForeignKey[Role, Role]":
    return models.ForeignKey(
        Role,
        to_field="key",
        default=Role.AGENT,
        on_delete=models.PROTECT,
        related_name=related_name,
    )


class Density(models.TextChoices):
    """How much room a list gives each of its rows."""

    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")
    DENSE = "dense", _("Dense")


class AgentGroup(models.Model):
    """People who share a queue. Only members and admins see the tickets of a restricted group."""

    name = models.CharField(max_length=100, unique=True)
    is_restricted = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class AgentQuerySet(models.QuerySet["Agent"]):
    def active(self) -> Self:
        return self.filter(person__is_active=True)

    def who_may(self, right: Right) -> Self:
        with_it = models.Q(role__rights__contains=[right.value])
        return self.filter(models.Q(role=Role.ADMIN) | with_it)

    def working(self) -> Self:
        """Those a ticket can be assigned to."""
        return self.active().who_may(Right.EDIT)

    def with_hidden_groups(self) -> list["Agent"]:
        """The agents with their role and `hidden_group_ids`, by two queries for all of them."""
        agents = list(self.select_related("role"))
        restricted = AgentGroup.objects.filter(is_restricted=True).order_by("pk")
        hidden = list(restricted.values_list("pk", flat=True))
        memberships = GroupMembership.objects.filter(group__in=hidden, agent__in=agents)
        inside = set(memberships.values_list("agent_id", "group_id"))
        for agent in agents:
            outside = [group for group in hidden if (agent.pk, group) not in inside]
            agent.hidden_group_ids = [] if agent.is_admin else outside
        return agents


class Agent(models.Model):
    """A person who works in the desk."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="agent"
    )
    role = _role_key("agents")
    signature = models.TextField(blank=True, default="")
    list_density = models.CharField(
        max_length=16, choices=Density, default=Density.COMFORTABLE, db_default=Density.COMFORTABLE
    )
    groups: "models.ManyToManyField[AgentGroup, GroupMembership]" = models.ManyToManyField(
        AgentGroup, through="GroupMembership", related_name="agents"
    )

    objects: ClassVar = AgentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.person.display_name

    @property
    def is_admin(self) -> bool:
        return self.role_id == Role.ADMIN

    def may(self, right: Right) -> bool:
        """Whether the role has the right; admins have all of them."""
        return self.is_admin or right in self.role.rights

    @property
    def sees(self) -> str:
        """Which tickets the role shows, one of `Sees`."""
        return Sees.ALL if self.is_admin else self.role.sees

    @property
    def sees_everything(self) -> bool:
        """Neither the role nor a restricted group hides a ticket."""
        return self.sees == Sees.ALL and not self.hidden_group_ids

    @property
    def actor_kind(self) -> ActorKind:
        return "agent"

    @property
    def actor_name(self) -> str:
        return self.person.display_name

    @cached_property
    def own_groups(self) -> "tuple[AgentGroup, ...]":
        """The groups that the agent works in, by name."""
        return tuple(self.groups.order_by("name"))

    @property
    def group_ids(self) -> tuple[int, ...]:
        return tuple(sorted(group.pk for group in self.own_groups))

    @cached_property
    def hidden_group_ids(self) -> list[int]:
        """The restricted groups whose tickets this agent must not see; empty for most people."""
        if self.is_admin:
            return []
        restricted = AgentGroup.objects.filter(is_restricted=True)
        return list(restricted.exclude(agents=self).order_by("pk").values_list("pk", flat=True))


class GroupMembership(models.Model):
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(AgentGroup, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "group"], name="membership_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} in {self.group}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Neither used nor taken back; it may have run out."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def usable(self) -> Self:
        return self.open().filter(expires_at__gt=now())

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_of(token))


class Invitation(models.Model):
    """A seat on the team that waits for its person. Its link is known to nobody but the invited."""

    email = models.CharField(max_length=254)
    role = _role_key("invitations")
    groups = models.ManyToManyField(AgentGroup, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_address",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None

    @property
    def is_usable(self) -> bool:
        return self.is_open and self.expires_at > now()
