"""Fields about what was written: asked with regular expressions that both sides read alike."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from firstline.desk.models import Message, Ticket
from firstline.platform.conditions.columns import NO_ROW, Path
from firstline.platform.conditions.fields import Field
from firstline.platform.conditions.kinds import WRITING

# As much of a message as search reads of it.
_READ = 60_000
# Stands between messages where their texts are read as one, and in no pattern.
_BETWEEN = "\x1e"
WORDS = _("Words")


@dataclass(frozen=True)
class MessageText:
    """The texts of a ticket's messages, one of which has to fit."""

    only_first: bool = False

    def has(self, lookup: str, value: Any) -> Q:
        messages = Message.objects.filter(ticket=OuterRef("pk")).alias(read=Left("text", _READ))
        if self.only_first:
            messages = messages.filter(number=1)
        return Q(Exists(messages.filter(**{f"read__{lookup}": value})))

    def is_absent(self) -> Q:
        """No ticket is without a message; one without words fits no pattern anyway."""
        return NO_ROW


def _all_texts(ticket: Ticket) -> str:
    texts = ticket.messages.order_by("number").values_list("text", flat=True)
    return _BETWEEN.join(text[:_READ] for text in texts)


def _first_text(ticket: Ticket) -> str:
    texts = ticket.messages.filter(number=1).values_list("text", flat=True)
    return "".join(text[:_READ] for text in texts)


WRITTEN = [
    Field(
        name="subject_includes_word",
        label=_("Subject"),
        kind=WRITING,
        column=Path("subject"),
        value=lambda ticket: ticket.subject,
        section=WORDS,
        icon="text-cursor-input",
    ),
    Field(
        name="description_includes_word",
        label=_("First message"),
        kind=WRITING,
        column=MessageText(only_first=True),
        value=_first_text,
        section=WORDS,
        icon="mail",
    ),
    Field(
        name="comment_includes_word",
        label=_("Any message"),
        kind=WRITING,
        column=MessageText(),
        value=_all_texts,
        section=WORDS,
        icon="messages-square",
    ),
]
