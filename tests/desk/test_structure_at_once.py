"""Two at once: whoever comes second sees what the first has done, and nothing blocks or is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection

from firstline.desk import actions
from firstline.desk.errors import CannotLink, TicketIsClosed
from firstline.desk.models import Message, Rearrangement, Ticket
from firstline.platform.errors import DomainError
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*works: Callable[[], object]) -> list[type[DomainError]]:
    """Do all at the same time; what was refused. Any other error is an error of the test."""

    def run(work: Callable[[], object]) -> type[DomainError] | None:
        try:
            work()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(works)) as threads:
        return [refusal for refusal in threads.map(run, works) if refusal is not None]


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_two_people_merge_the_same_tickets_into_each_other() -> None:
    amara, bo = world.agent(world.AMARA), world.agent(world.BO)
    one, other = world.make_ticket(text="one"), world.make_ticket(text="two")
    refused = _at_once(
        lambda: actions.merge([one], into=other, by=amara),
        lambda: actions.merge([other], into=one, by=bo),
    )
    assert refused == [TicketIsClosed]
    record = Rearrangement.objects.get()
    assert set(record.target.messages.values_list("text", flat=True)) == {"one", "two"}
    assert fresh(record.target).merged_into is None


def test_circles_of_merges_end_somewhere() -> None:
    amara = world.agent(world.AMARA)
    one, two, three = world.make_ticket(), world.make_ticket(), world.make_ticket()
    _at_once(
        lambda: actions.merge([one], into=two, by=amara),
        lambda: actions.merge([two], into=three, by=amara),
        lambda: actions.merge([three], into=one, by=amara),
    )
    assert len({actions.where_it_lives(fresh(each)).pk for each in (one, two, three)}) <= 2
    assert Ticket.objects.filter(merged_into__isnull=True).exists()
    assert Message.objects.count() == 3


def test_a_mail_that_arrives_during_a_merge_is_in_the_conversation_that_lives_on() -> None:
    amara, dana = world.agent(world.AMARA), world.customer(world.DANA)
    for turn in range(4):
        # The mail's ticket has the larger number once, and the smaller one the next time.
        pair = [world.make_ticket(), world.make_ticket()]
        source, target = pair if turn % 2 else pair[::-1]
        refused = _at_once(
            partial(actions.merge, [source], into=target, by=amara),
            *(
                partial(world.make_message, source, text=text, by=dana)
                for text in ("first", "second")
            ),
        )
        assert refused == []
        texts = set(target.messages.values_list("text", flat=True))
        assert {"first", "second"} <= texts
        assert not source.messages.exists()
        assert sorted(target.messages.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_two_undo_the_same_merge() -> None:
    amara, bo = world.agent(world.AMARA), world.agent(world.BO)
    one, other = world.make_ticket(), world.make_ticket()
    record = actions.merge([one], into=other, by=amara)
    refused = _at_once(
        lambda: actions.put_back(record, by=amara), lambda: actions.put_back(record, by=bo)
    )
    assert refused == []
    assert fresh(one).merged_into is None
    assert one.messages.count() == other.messages.count() == 1


def test_two_tickets_cannot_become_part_of_each_other() -> None:
    amara = world.agent(world.AMARA)
    one, other = world.make_ticket(), world.make_ticket()
    refused = _at_once(
        lambda: actions.link(one, to=other, relation="parent", by=amara),
        lambda: actions.link(other, to=one, relation="parent", by=amara),
    )
    assert refused == [CannotLink]
