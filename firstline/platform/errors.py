"""What can be refused: each refusal is a fact with a sentence that is safe and useful to show."""

from collections.abc import Sequence
from typing import ClassVar


class DomainError(Exception):
    """Refused by a rule. One middleware shows the sentence; the API gives it Zendesk's shape."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        # Where on the page it can be put right: ids of elements, and what to call them.
        self.places: Sequence[tuple[str, str]] = ()


class NotAllowed(DomainError):
    """The person may see the thing, but not do this to it."""

    code = "not_allowed"
    status = 403


class TransportError(Exception):
    """The outside world failed us; `permanent` says that trying again will not help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
