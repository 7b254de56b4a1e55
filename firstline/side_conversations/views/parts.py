"""What the templates of a side conversation show."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from firstline.desk.queue.listing import Listing
from firstline.desk.views.answers import in_view
from firstline.side_conversations.actions import Place, draft_at
from firstline.side_conversations.models import SideConversation
from firstline.side_conversations.queries.shown import (
    ShownMessages,
    ShownSideDraft,
    messages_of,
)
from firstline.team.access import AgentRequest
from firstline.team.rights import Right
from firstline.team.rules import may


@dataclass(frozen=True)
class SidePage:
    """One side conversation, or the place where one is begun, for one agent."""

    request: AgentRequest
    place: Place
    before: int | None = None

    @property
    def conversation(self) -> SideConversation | None:
        return self.place.conversation

    @property
    def key(self) -> str:
        """Of this page's parts and of what the browser keeps of its text."""
        found = self.conversation
        return f"side-{found.pk}" if found else f"side-of-{self.place.ticket.pk}"

    @cached_property
    def may_write(self) -> bool:
        """One begins on an open ticket; what has been begun can be answered to its end."""
        ticket = self.place.ticket
        is_at_hand = not ticket.is_removed and (self.conversation or not ticket.is_closed)
        return bool(is_at_hand) and may(self.request.agent, Right.REPLY)

    @cached_property
    def shown(self) -> ShownMessages:
        if self.conversation is None:
            return ShownMessages([], None)
        return messages_of(self.conversation, before=self.before)

    @cached_property
    def draft(self) -> ShownSideDraft:
        return ShownSideDraft.at(self.place, draft_at(self.place, by=self.request.agent))

    def address(self, name: str) -> str:
        """Of a part of the composer, here."""
        address = in_view(self.request, reverse(name, args=[self.place.ticket.pk]))
        if self.conversation is None:
            return address
        more = urlencode({"side": self.conversation.pk})
        return f"{address}{'&' if '?' in address else '?'}{more}"

    def own_address(self, name: str) -> str:
        """Of the conversation itself or something of it."""
        assert self.conversation is not None, "there is nothing of what has not begun"
        args = [self.place.ticket.pk, self.conversation.pk]
        return in_view(self.request, reverse(name, args=args))


def parts_of(request: AgentRequest, place: Place, **more: Any) -> dict[str, Any]:
    return {
        "ticket": place.ticket,
        "side": SidePage(request, place, **more),
        "view": Listing.asked_for(request.GET, request.agent),
    }
