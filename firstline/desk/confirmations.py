"""What an agent was shown before something is done to many tickets, signed: the yes is to that."""

from dataclasses import dataclass, field
from typing import Self
from uuid import UUID, uuid4

from django.core import signing
from django.utils.translation import gettext as _

from firstline.desk.changes import Change, read
from firstline.desk.errors import QuestionIsStale
from firstline.team.models import Agent

_SALT = "firstline.desk.bulk"
_ANSWERED_WITHIN = 24 * 60 * 60


@dataclass(frozen=True)
class Confirmation:
    change: Change
    # How many tickets there were to be.
    number: int
    sends_mail: bool
    # Who says yes twice, as by a double press, has said it once.
    token: UUID = field(default_factory=uuid4)

    def signed(self, agent: Agent) -> str:
        told = [agent.pk, self.change.as_json(), self.number, self.sends_mail, str(self.token)]
        return signing.dumps(told, salt=_SALT)

    @classmethod
    def given(cls, text: str, agent: Agent) -> Self:
        """As it was signed for this agent, or `QuestionIsStale`."""
        try:
            asked, change, number, sends_mail, token = signing.loads(
                text, salt=_SALT, max_age=_ANSWERED_WITHIN
            )
        except signing.BadSignature:
            raise QuestionIsStale(_("Look again at what this does, then say yes.")) from None
        if asked != agent.pk:
            raise QuestionIsStale(_("Look again at what this does, then say yes."))
        return cls(read([change])[0], number, sends_mail, UUID(token))

    def must_hold(self, *, number: int, sends_mail: bool) -> None:
        if number > self.number:
            raise QuestionIsStale(_("The list has changed since. Look again."))
        if sends_mail != self.sends_mail:
            raise QuestionIsStale(_("What this does has changed since. Look again."))
