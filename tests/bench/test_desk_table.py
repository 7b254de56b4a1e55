"""The tools that measure, on a desk so small that only their working is measured."""

from argparse import Namespace

import pytest
from django.db.models import Count, F

from bench import search
from bench.desk import ACTS, _mail
from bench.pair import Desk, grows, measure, table
from bench.plans import recorded, rows_visited
from bench.seed import Size, seed
from bench.vocabulary import RARE, Vocabulary
from firstline.channels.email.models import InboundMail, OutboundMail
from firstline.desk.models import Message, Ticket
from firstline.platform.events.models import Event
from tests.demo.conftest import empty_all_tables

pytestmark = pytest.mark.django_db

SIZE = Size(60)


@pytest.fixture
def words() -> Vocabulary:
    empty_all_tables()
    return seed(SIZE)


def test_the_seed_is_consistent(words: Vocabulary) -> None:
    tickets = Ticket.objects.annotate(kept=Count("messages"))
    assert tickets.filter(kept=F("message_count")).count() == SIZE.tickets
    assert Message.objects.count() == SIZE.tickets * SIZE.messages
    assert Event.objects.filter(subject_kind="ticket").count() == SIZE.tickets * 5
    assert InboundMail.objects.filter(message__author_kind="customer").count() == 120
    assert OutboundMail.objects.filter(message__author_kind="agent").count() == 120
    assert not Message.objects.filter(search=None).exists()
    assert Ticket.objects.unsolved().count() == SIZE.unsolved


def test_words_are_as_rare_as_they_should_be(words: Vocabulary) -> None:
    assert Message.objects.filter(text__contains=RARE).count() == 3
    assert Message.objects.filter(text__contains=f" {words.words[0]} ").count() > 200


def test_ids_go_on_after_the_seed(words: Vocabulary) -> None:
    last = Message.objects.order_by("-pk").first()
    assert last is not None
    last.pk, last.number = None, 99
    last.save()
    assert last.pk == SIZE.tickets * SIZE.messages + 1


def test_visited_rows_are_counted(words: Vocabulary) -> None:
    with recorded() as queries:
        assert Message.objects.filter(text__contains="nowhere to be found").count() == 0
    assert rows_visited(queries[0]) == SIZE.tickets * SIZE.messages


def test_the_table_has_a_line_for_each_act(
    words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = {**ACTS, **search.ACTS}
    monkeypatch.setattr("bench.pair.speak_to", lambda _desk: None)
    pair = [Desk({}, words), Desk({}, words)]
    options = Namespace(rounds=1, samples=2)
    measure(pair, acts, options)
    printed = table(pair, acts, options)
    assert all(f"| {label} |" in printed for label in acts)
    assert not any(grows(pair, label) for label in acts)
    assert "a second" in _mail(pair, 2)
