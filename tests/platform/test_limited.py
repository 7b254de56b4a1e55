"""Hostile work in a child process: a limit ends the call with a reason, and the next one works."""

import os
import time
from collections.abc import Iterator

import pytest

from firstline.platform.jobs.limited import LimitedChild, LimitExceeded, Limits, WorkFailed


def work(request: bytes) -> bytes:
    """What the child does with each request of these tests."""
    if request == b"spin":
        while True:
            pass
    if request == b"sleep":
        time.sleep(60)
    if request == b"hoard":
        hoard = []
        while True:
            hoard.append(bytearray(64 << 20))
    if request == b"fail":
        raise ValueError("as asked")
    if request == b"die":
        os._exit(3)
    if request == b"who":
        return str(os.getpid()).encode()
    if request == b"secrets":
        return ",".join(sorted(os.environ)).encode()
    if request == b"print":
        print("stray words")  # noqa: T201
    return request[::-1]


@pytest.fixture
def child() -> Iterator[LimitedChild]:
    limits = Limits(seconds=10.0, cpu_seconds=1, memory=512 << 20)
    child = LimitedChild(f"{__name__}:work", limits)
    yield child
    child.close()


def test_it_answers_and_stays_between_calls(child: LimitedChild) -> None:
    assert child(b"abc") == b"cba"
    assert child(b"who") == child(b"who")


def test_large_requests_and_answers_pass(child: LimitedChild) -> None:
    large = os.urandom(1 << 20) * 8
    assert child(large) == large[::-1]


def test_too_much_processor_time_ends_the_call_and_the_next_one_works(child: LimitedChild) -> None:
    with pytest.raises(LimitExceeded, match="processor time"):
        child(b"spin")
    assert child(b"abc") == b"cba"


def test_too_long_by_the_clock_ends_the_call() -> None:
    child = LimitedChild(f"{__name__}:work", Limits(seconds=2.0))
    with pytest.raises(LimitExceeded, match="more than 2 seconds"):
        child(b"sleep")
    child.close()


def test_too_much_memory_ends_the_call(child: LimitedChild) -> None:
    with pytest.raises((LimitExceeded, WorkFailed)):
        child(b"hoard")
    assert child(b"abc") == b"cba"


def test_a_process_that_dies_is_replaced(child: LimitedChild) -> None:
    with pytest.raises(LimitExceeded, match="died"):
        child(b"die")
    assert child(b"abc") == b"cba"


def test_an_error_in_the_work_is_told_and_the_child_stays(child: LimitedChild) -> None:
    before = child(b"who")
    with pytest.raises(WorkFailed, match="ValueError: as asked"):
        child(b"fail")
    assert child(b"who") == before


def test_a_stray_print_is_not_taken_for_an_answer(child: LimitedChild) -> None:
    assert child(b"print") == b"tnirp"


def test_the_child_knows_no_secrets(child: LimitedChild) -> None:
    known = set(child(b"secrets").decode().split(","))
    assert known <= {"LANG", "LC_CTYPE", "PYTHONPATH"}


def test_calls_from_several_threads_take_turns(child: LimitedChild) -> None:
    from concurrent.futures import ThreadPoolExecutor

    requests = [str(number).encode() * 3 for number in range(20)]
    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(child, requests)) == [one[::-1] for one in requests]
