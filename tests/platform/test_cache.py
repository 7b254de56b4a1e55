"""The cache in PostgreSQL."""

import time

import pytest
from django.core.cache import cache

from firstline.platform.cache.backend import forget_expired
from firstline.platform.cache.models import CacheEntry
from firstline.platform.clock import now

pytestmark = pytest.mark.django_db


def test_a_value_comes_back_until_it_is_deleted() -> None:
    cache.set("guesses", [1.5, 2.5], 60)
    assert cache.get("guesses") == [1.5, 2.5]
    assert cache.delete("guesses")
    assert cache.get("guesses", "nothing") == "nothing"


def test_only_the_first_of_two_may_add() -> None:
    assert cache.add("lock", value=True, timeout=60)
    assert not cache.add("lock", value=True, timeout=60)


def test_what_has_run_out_is_gone_and_may_be_added_again() -> None:
    cache.set("lock", value=True, timeout=0.01)
    time.sleep(0.02)
    assert cache.get("lock") is None
    assert cache.add("lock", value=True, timeout=60)


def test_a_value_without_an_end_stays() -> None:
    cache.set("for_ever", 1, None)
    forget_expired(before=now())
    assert cache.get("for_ever") == 1


def test_the_expired_are_forgotten() -> None:
    cache.set("old", 1, 0.01)
    time.sleep(0.02)
    forget_expired(before=now())
    assert not CacheEntry.objects.exists()


def test_touching_prolongs_what_is_there() -> None:
    assert not cache.touch("nothing")
    cache.set("something", 1, 60)
    assert cache.touch("something", 120)
    assert cache.incr("something") == 2
