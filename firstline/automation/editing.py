"""What the editor of a macro offers, and what its form says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_of
from secrets import token_hex
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from firstline.automation.models import (
    COMMENT_HTML,
    COMMENT_IS_PUBLIC,
)
from firstline.automation.sentences import TAGS
from firstline.desk import changes as vocabulary
from firstline.desk.changes import CUSTOM
from firstline.desk.models import CustomStatus, Priority, TicketForm, TicketStatus, TicketType
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.platform.html import html_from_text
from firstline.team.models import Agent, AgentGroup

Choices = Sequence[tuple[str, str]]
# What is meant for one ticket and one day is no part of a macro that is made here.
_NOT_OFFERED = frozenset({"due_at", "snoozed_until", "removed_as"})
_FIRST = ("status", "assignee_id", "group_id", "priority", "current_tags", "remove_tags", "type")
_MOST_AGENTS = 500


@dataclass(frozen=True)
class Line:
    """One change in the editor: a field, and what it becomes."""

    field: str
    value: str
    # None for what is written.
    choices: Choices | None
    # Tells the controls of one line from those of another.
    key: str = made_of(default_factory=lambda: token_hex(4))

    @property
    def verb(self) -> str:
        """What stands between the two, so that the line reads as a sentence."""
        return ":" if self.field in TAGS else _("becomes")


def fields_to_choose() -> Choices:
    """What a macro can change, the usual first."""
    labels = {name: str(label) for name, label in vocabulary.fields().items()}
    names = [*_FIRST, *(name for name in labels if name not in (*_FIRST, *_NOT_OFFERED))]
    return [(name, labels[name]) for name in names]


def line_of(field: str, value: Any = "") -> Line:
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
    choices = _choices(field)
    if choices is not None and not text and choices:
        text = choices[0][0]
    return Line(field, text, choices)


def lines_of(actions: Sequence[Mapping[str, Any]]) -> list[Line]:
    return [line_of(one["field"], one["value"]) for one in actions]


def actions_in(posted: QueryDict, *, text: bool = True) -> list[dict[str, Any]]:
    """The changes and, where the form has it, the text of an editor's form."""
    pairs = zip(posted.getlist("field"), posted.getlist("value"), strict=False)
    actions: list[dict[str, Any]] = [_action(field, value) for field, value in pairs if field]
    if not text:
        return actions
    html = posted.get("body_html") or html_from_text(posted.get("body", ""))
    if html:
        actions.append({"field": COMMENT_HTML, "value": html})
    if posted.get("is_public") in ("true", "false"):
        actions.append({"field": COMMENT_IS_PUBLIC, "value": posted["is_public"]})
    return actions


def _action(field: str, value: str) -> dict[str, Any]:
    known = _custom_field(field)
    if known is not None and known.kind == FieldKind.MULTISELECT:
        return {"field": field, "value": value.replace(",", " ").split()}
    return {"field": field, "value": value}


def _choices(field: str) -> Choices | None:
    if field in TAGS or field == "subject":
        return None
    if field == "status":
        return [(one.value, str(one.label)) for one in TicketStatus if one != TicketStatus.CLOSED]
    if field == "priority":
        return [(one.value, str(one.label)) for one in Priority]
    if field == "type":
        return [*((one.value, str(one.label)) for one in TicketType), ("", _("None"))]
    rows = _rows(field)
    return rows if rows is not None else _answers(_custom_field(field))


def _rows(field: str) -> Choices | None:
    if field == "assignee_id":
        working = Agent.objects.working().select_related("person").order_by("person__name")
        named = [(str(agent.pk), str(agent)) for agent in working[:_MOST_AGENTS]]
        return [("current_user", _("whoever uses it")), ("", _("nobody")), *named]
    if field == "group_id":
        groups = AgentGroup.objects.order_by("name")
        own = ("current_groups", _("the group of whoever uses it"))
        return [own, ("", _("none")), *((str(group.pk), group.name) for group in groups)]
    if field == "custom_status_id":
        statuses = CustomStatus.objects.filter(is_active=True).order_by("position", "pk")
        return [(str(status.pk), status.label) for status in statuses]
    if field == "ticket_form_id":
        forms = TicketForm.objects.filter(is_active=True).order_by("position", "pk")
        return [("", _("none")), *((str(form.pk), str(form)) for form in forms)]
    return None


def _answers(field: CustomField | None) -> Choices | None:
    if field is None:
        return None
    if field.kind == FieldKind.CHECKBOX:
        return [("true", _("Yes")), ("false", _("No"))]
    if field.kind == FieldKind.DROPDOWN:
        return [*field.choices.items(), ("", _("empty"))]
    return None


def _custom_field(name: str) -> CustomField | None:
    digits = name.removeprefix(CUSTOM)
    if not name.startswith(CUSTOM) or not digits.isascii() or not digits.isdecimal():
        return None
    fields = CustomField.objects.about(FieldSubject.TICKET)
    found: CustomField | None = fields.filter(pk=int(digits[:18])).first()
    return found
