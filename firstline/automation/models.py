from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models

from firstline.desk.models import Draft, Message
from firstline.platform.html import html_from_text
from firstline.team.models import Agent, AgentGroup
from firstline.team.rights import Right
from firstline.team.rules import may

# The levels of a title: `Billing::Refunds::Refused`.
LEVELS = "::"
COMMENT_TEXT, COMMENT_HTML = "comment_value", "comment_value_html"
COMMENT_IS_PUBLIC = "comment_mode_is_public"
# What says something; everything else in a macro changes the ticket.
COMMENTS = frozenset({COMMENT_TEXT, COMMENT_HTML, COMMENT_IS_PUBLIC})


class MacroQuerySet(models.QuerySet["Macro"]):
    def kept(self) -> Self:
        """Without those that were deleted."""
        return self.filter(removed_at__isnull=True)

    def usable_by(self, agent: Agent) -> Self:
        """What the agent can apply: all's, their groups', their own; none without `may_have`."""
        if not (may(agent, Right.REPLY) or may(agent, Right.EDIT)):
            return self.none()
        return self.kept().filter(_open_to(agent, agent.group_ids), is_active=True).distinct()

    def visible_to(self, agent: Agent) -> Self:
        """What the agent can look up, also out of use; those who lead see every group's.

        Nobody sees what is another person's own, or only a restricted group's.
        """
        if not (may(agent, Right.REPLY) or may(agent, Right.EDIT)):
            return self.none()
        groups: Any = agent.group_ids
        if may(agent, Right.SHARE_MACROS):
            groups = AgentGroup.objects.exclude(pk__in=agent.hidden_group_ids).values("pk")
        return self.filter(_open_to(agent, groups)).distinct()


def _open_to(agent: Agent, groups: Any) -> models.Q:
    everybodys = models.Q(owner__isnull=True, for_groups__isnull=True)
    of_groups = models.Q(owner__isnull=True, for_groups__in=groups)
    return models.Q(owner=agent) | everybodys | of_groups


class Macro(models.Model):
    """A start for an answer, and what else changes with it. Without changes: a saved reply."""

    title = models.CharField(max_length=255)
    description = models.CharField(max_length=500, blank=True, default="")
    # In the field's vocabulary: [{"field": "status", "value": "pending"}, …].
    actions = models.JSONField(default=list)
    # What its own text is written in, and the same text in other languages, as HTML.
    language = models.CharField(max_length=16, blank=True, default="")
    variants = models.JSONField(default=dict, blank=True)
    # The words of all its texts, for looking it up.
    text = models.TextField(blank=True, default="")
    # Whose it is; None when it is shared.
    owner = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="macros"
    )
    for_groups = models.ManyToManyField(AgentGroup, related_name="+", blank=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def levels(self) -> list[str]:
        return [part.strip() for part in self.title.split(LEVELS)]

    @property
    def name(self) -> str:
        """Its last level."""
        return self.levels[-1]

    @property
    def category(self) -> str:
        """Its first level; empty where there is only one."""
        return self.levels[0] if len(self.levels) > 1 else ""

    @property
    def values(self) -> Mapping[str, Any]:
        return {one["field"]: one["value"] for one in self.actions}

    @property
    def field_changes(self) -> list[dict[str, Any]]:
        return [one for one in self.actions if one["field"] not in COMMENTS]

    @property
    def has_text(self) -> bool:
        return bool(self.html or self.plain_text)

    @property
    def is_saved_reply(self) -> bool:
        return not self.field_changes

    @property
    def html(self) -> str:
        """The text as our editor writes it; empty when it is plain, or there is none."""
        return str(self.values.get(COMMENT_HTML) or "")

    @property
    def plain_text(self) -> str:
        """The text as it was given plainly, perhaps behind the channel that it is for."""
        given = self.values.get(COMMENT_TEXT) or ""
        return str(given[-1] if isinstance(given, list) and given else given or "")

    @property
    def html_to_edit(self) -> str:
        return self.html or html_from_text(self.plain_text)

    @property
    def is_public(self) -> bool | None:
        """Whether its text is a reply or a note; None leaves that to the composer."""
        value = self.values.get(COMMENT_IS_PUBLIC)
        return None if value is None else str(value).lower() == "true"


class MacroUse(models.Model):
    """How often an agent used a macro on a day; counted when what it began is sent."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="uses")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "day", "macro"], name="macro_use_is_unique"),
        ]
        indexes = [models.Index(fields=["day"], name="macro_use_by_day")]

    def __str__(self) -> str:
        return f"macro {self.macro_id} by {self.agent_id} on {self.day}"


class PendingMacro(models.Model):
    """What a macro is going to change once the draft that it began is sent.

    It goes with the draft; when that is sent, it goes on with the message until it is done.
    """

    draft = models.ForeignKey(
        Draft, null=True, on_delete=models.CASCADE, related_name="pending_macros"
    )
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+")
    # What the agent chose when sending it, which counts more.
    then_status = models.CharField(max_length=16, blank=True, default="")
    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="+")
    # What is left of it: the agent takes off what does not fit.
    changes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "macro"], name="pending_macro_is_unique"),
        ]

    def __str__(self) -> str:
        return f"macro {self.macro_id} of draft {self.draft_id}"
