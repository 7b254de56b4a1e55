from django.db import models

from firstline.desk.models import Rearrangement, Ticket
from firstline.side_conversations.models.conversation import SideConversation


class SideMove(models.Model):
    """A side conversation went along with a merge: from where, so that undoing brings it back."""

    rearrangement = models.ForeignKey(
        Rearrangement, on_delete=models.CASCADE, related_name="side_moves"
    )
    conversation = models.ForeignKey(
        SideConversation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    origin = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.conversation_id} from {self.origin_id}"
