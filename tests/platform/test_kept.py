from collections.abc import Iterator
from itertools import count

import pytest

from firstline.platform.kept import MOST, SECONDS, Shelf


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(clock: Clock) -> Shelf:
    shelf = Shelf(clock)
    shelf.listen()
    return shelf


@pytest.fixture
def numbers() -> Iterator[int]:
    return count(1)


def test_what_was_made_is_used_again(shelf: Shelf, numbers: Iterator[int]) -> None:
    assert [shelf.kept("a", "tickets", lambda: next(numbers)) for _ in range(3)] == [1, 1, 1]
    assert shelf.kept("b", "tickets", lambda: next(numbers)) == 2


def test_a_nudge_on_its_topic_makes_it_anew(shelf: Shelf, numbers: Iterator[int]) -> None:
    shelf.kept("a", "tickets", lambda: next(numbers))
    shelf.hear("notices")
    assert shelf.kept("a", "tickets", lambda: next(numbers)) == 1
    shelf.hear("tickets")
    assert shelf.kept("a", "tickets", lambda: next(numbers)) == 2


def test_a_nudge_that_comes_while_it_is_made_counts(shelf: Shelf, numbers: Iterator[int]) -> None:
    def make() -> int:
        shelf.hear("tickets")
        return next(numbers)

    assert shelf.kept("a", "tickets", make) == 1
    assert shelf.kept("a", "tickets", lambda: next(numbers)) == 2


def test_it_does_not_outlive_its_time(shelf: Shelf, clock: Clock, numbers: Iterator[int]) -> None:
    shelf.kept("a", "tickets", lambda: next(numbers))
    clock.at += SECONDS
    assert shelf.kept("a", "tickets", lambda: next(numbers)) == 2


def test_who_hears_nothing_keeps_nothing(clock: Clock, numbers: Iterator[int]) -> None:
    shelf = Shelf(clock)
    assert [shelf.kept("a", "tickets", lambda: next(numbers)) for _ in range(2)] == [1, 2]
    shelf.listen()
    shelf.kept("a", "tickets", lambda: next(numbers))
    shelf.deafen()
    shelf.listen()
    assert shelf.kept("a", "tickets", lambda: next(numbers)) == 4


def test_it_never_grows_beyond_its_size(shelf: Shelf, numbers: Iterator[int]) -> None:
    for key in range(MOST + 1):
        shelf.kept(key, "tickets", lambda: next(numbers))
    assert shelf.kept(0, "tickets", lambda: next(numbers)) == MOST + 2
    assert shelf.kept(MOST, "tickets", lambda: next(numbers)) == MOST + 1
