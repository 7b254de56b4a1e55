"""Agents find tickets by what was said on their side; nobody else does."""

import pytest

from firstline.channels.email.models import Mailbox
from firstline.desk import actions as desk
from firstline.desk.search import search
from firstline.desk.search.found import TicketHit
from firstline.side_conversations.models import SideConversation
from firstline.team.models import Agent
from tests import world
from tests.side_conversations.makers import answer, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(mailbox: Mailbox) -> SideConversation:
    return ask(world.make_ticket(), text="Is the ballast faulty?")


def found(words: str, reader: Agent) -> list[TicketHit]:
    return list(search(words, reader=reader, most=10).tickets)


def test_a_ticket_is_found_by_what_was_asked_and_answered(
    conversation: SideConversation, amara: Agent
) -> None:
    answer(conversation, text="The capacitor leaks.")
    for words in ("ballast", "capacitor"):
        (hit,) = found(words, amara)
        assert (hit.id, hit.place) == (conversation.ticket_id, "Lamp 7")
        assert words in "".join(piece for piece, _is_hit in hit.excerpt.pieces)


def test_who_may_not_see_the_ticket_finds_nothing(
    conversation: SideConversation, amara: Agent, goran: Agent
) -> None:
    desk.move_to_group(conversation.ticket, group=world.group(world.SECURITY), by=goran)
    assert found("ballast", amara) == []
    assert [hit.id for hit in found("ballast", goran)] == [conversation.ticket_id]
