"""What applying a macro to a ticket would say and change. Nothing here changes anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from firstline.automation import dialect
from firstline.automation.models import COMMENT_TEXT, Macro
from firstline.automation.variables import Variables
from firstline.desk import changes as vocabulary
from firstline.desk import rules
from firstline.desk.changes import CUSTOM, Change
from firstline.desk.models import Ticket
from firstline.platform.errors import DomainError
from firstline.platform.html import html_from_text, sanitise_composed, text_from_html
from firstline.team.models import Agent

_IDS = ("assignee_id", "group_id", "custom_status_id", "ticket_form_id")


@dataclass(frozen=True)
class Outcome:
    """A macro with its placeholders filled in for one ticket and agent."""

    macro: Macro
    ticket: Ticket
    # Clean HTML, empty where the macro says nothing.
    html: str
    is_public: bool | None
    changes: tuple[Change, ...]
    by: Agent

    def result(self) -> dict[str, Any]:
        """The fields that would change and the comment, as the field's API has them."""
        fields: dict[str, Any] = {}
        for change in self.changes:
            fields |= self._field(change)
        if self.html:
            fields["comment"] = self._comment()
        return {"ticket": fields}

    @cached_property
    def text(self) -> str:
        return text_from_html(self.html)

    def _comment(self) -> dict[str, Any]:
        given = self.macro.values.get(COMMENT_TEXT)
        channel = given[0] if isinstance(given, list) and len(given) > 1 else "channel:all"
        comment: dict[str, Any] = {
            "body": self.text,
            "html_body": self.html,
            "scoped_body": [[channel, self.text]],
        }
        return comment if self.is_public is None else comment | {"public": self.is_public}

    def _field(self, change: Change) -> dict[str, Any]:
        name = change.field
        if name in ("set_tags", "current_tags", "remove_tags"):
            return {"tags": self._tags()}
        if name.startswith(CUSTOM):
            values = [
                {"id": int(one.field.removeprefix(CUSTOM)), "value": one.as_json()["value"]}
                for one in self.changes
                if one.field.startswith(CUSTOM)
            ]
            return {"custom_fields": values}
        if name in _IDS:
            row = vocabulary.meaning(change, by=self.by)
            return {name: None if row is None else row.pk}
        return {name: change.value}

    def _tags(self) -> list[str]:
        """As they would be, one change after the other."""
        tags = set(self.ticket.tags)
        for change in self.changes:
            words = set(rules.clean_tags(change.words))
            if change.field == "set_tags":
                tags = words
            elif change.field == "current_tags":
                tags |= words
            elif change.field == "remove_tags":
                tags -= words
        return sorted(tags)


def outcome_of(
    macro: Macro, ticket: Ticket, *, by: Agent, variables: Variables | None = None
) -> Outcome:
    """Refuses what cannot be filled in. Several macros of one ticket may share the variables."""
    facts = (variables or Variables(ticket, by)).facts
    return Outcome(
        macro=macro,
        ticket=ticket,
        html=html_of(macro, facts, language=language_of(ticket)),
        is_public=macro.is_public,
        changes=tuple(_filled_in(one, facts) for one in vocabulary.read(macro.field_changes)),
        by=by,
    )


def language_of(ticket: Ticket) -> str:
    """What the customer reads: the language of the ticket, else the one they chose."""
    return ticket.language or ticket.requester.person.language


def html_of(macro: Macro, facts: Mapping[str, Any], *, language: str, marks: bool = False) -> str:
    """The text in that language, or in its own, filled in; clean HTML."""
    variant = _variant(macro, language)
    if not variant and not macro.html:
        return html_from_text(dialect.rendered(macro.plain_text, facts, is_html=False, marks=marks))
    # Only now is it known what stands in the addresses of links.
    return sanitise_composed(
        dialect.rendered(variant or macro.html, facts, is_html=True, marks=marks)
    )


def _variant(macro: Macro, language: str) -> str:
    code = language.lower()
    return str(macro.variants.get(code) or macro.variants.get(code.partition("-")[0]) or "")


def _filled_in(change: Change, facts: Mapping[str, Any]) -> Change:
    if change.field != "subject":
        return change
    return Change("subject", dialect.rendered(str(change.value), facts, is_html=False))


def refused_changes(outcome: Outcome) -> dict[str, str]:
    """By their fields, those that mean nothing any more, and why."""
    refused = {}
    for change in outcome.changes:
        try:
            vocabulary.check([change], by=outcome.by)
        except DomainError as refusal:
            refused[change.field] = refusal.sentence
    return refused
