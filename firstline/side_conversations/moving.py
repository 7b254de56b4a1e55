"""Side conversations stay with the ticket that lives on. Each may be called more than once."""

from collections.abc import Sequence

from firstline.desk.models import Rearrangement, RearrangementKind
from firstline.side_conversations.models import SideConversation, SideMove


def go_along(merge: Rearrangement, sources: Sequence[int]) -> None:
    """Those of merged tickets go where the messages went. The tickets are held."""
    going = SideConversation.objects.filter(ticket__in=sources).order_by("pk")
    SideMove.objects.bulk_create(
        SideMove(rearrangement=merge, conversation_id=ident, origin_id=ticket)
        for ident, ticket in going.values_list("pk", "ticket")
    )
    going.update(ticket=merge.target_id)


def come_back(merge: Rearrangement) -> None:
    """What the merge brought goes back; what was begun since stays where it was begun."""
    for move in SideMove.objects.filter(rearrangement=merge):
        brought = SideConversation.objects.filter(pk=move.conversation_id, ticket=merge.target_id)
        brought.update(ticket=move.origin_id)


def leave_what_was_split_off(rearrangement: Rearrangement) -> None:
    """A ticket that a split made, and that is no more, leaves its own to the one it came from."""
    if rearrangement.kind == RearrangementKind.SPLIT:
        (source,) = rearrangement.left_ids
        SideConversation.objects.filter(ticket=rearrangement.target_id).update(ticket=source)
