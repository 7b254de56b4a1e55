"""What hangs on messages in higher areas goes along when messages move to another ticket."""

from collections.abc import Callable, Sequence

Companion = Callable[[Sequence[int]], None]
_companions: list[Companion] = []


def goes_with_messages(companion: Companion) -> Companion:
    """Register what to call, in the transaction of the move, with the ids of moved messages.

    The messages are in their new ticket by then; ids that have gone since may be among them.
    """
    if companion not in _companions:
        _companions.append(companion)
    return companion


def take_along(message_ids: Sequence[int]) -> None:
    for companion in _companions:
        companion(message_ids)
