"""Hostile work in a child process that may be killed: parsing mail, files, pictures.

    reading = LimitedChild("firstline.channels.email.reading.child:work", Limits())
    answer = reading(request)       # bytes in, bytes out

The child is kept between calls. It has no secrets in its environment, may open no more files than
it needs, and dies with the parent because its standard input ends. What exceeds a limit raises
`LimitExceeded`; the next call gets a new child.
"""

import importlib
import os
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final

_LENGTH: Final = struct.Struct(">BQ")
_DONE, _FAILED = 0, 1
_CHUNK = 1 << 20


class LimitExceeded(Exception):
    """The work took more than it may, or killed its process; the sentence says which."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WorkFailed(Exception):
    """The function in the child raised; the text is its last line."""


@dataclass(frozen=True, slots=True)
class Limits:
    """For one call, but the memory, which is the child's whole address space."""

    seconds: float = 20.0
    cpu_seconds: int = 10
    memory: int = 1024 * 1024 * 1024
    answer: int = 512 * 1024 * 1024


class LimitedChild:
    """A function, named "module:function", that maps bytes to bytes in a child process.

    Calls from several threads take turns.
    """

    def __init__(self, function: str, limits: Limits) -> None:
        self._function = function
        self._limits = limits
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, request: bytes) -> bytes:
        with self._turn:
            if self._child is None or self._child.poll() is not None:
                self.close()
                self._child = self._start()
            is_in_step = False
            try:
                outcome, answer = self._talk(self._child, request)
                is_in_step = True
            finally:
                # Half a conversation must not be taken for the answer to the next request.
                if not is_in_step:
                    self.close()
        if outcome == _FAILED:
            raise WorkFailed(answer.decode("utf-8", "replace"))
        return answer

    def close(self) -> None:
        """End the child, whatever it is doing."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    _close(pipe)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  our own interpreter and module
            [
                *(sys.executable, "-P", "-m", "firstline.platform.jobs.limited"),
                *(self._function, str(self._limits.cpu_seconds), str(self._limits.memory)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            process_group=0,  # Ctrl-C is for the parent, which then ends this one
            env={"PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"},
        )

    def _talk(self, child: subprocess.Popen[bytes], request: bytes) -> tuple[int, bytes]:
        assert child.stdin is not None
        assert child.stdout is not None
        deadline = time.monotonic() + self._limits.seconds
        try:
            _write(child.stdin, _LENGTH.pack(_DONE, len(request)), deadline)
            _write(child.stdin, request, deadline)
            outcome, length = _LENGTH.unpack(_read(child.stdout, _LENGTH.size, deadline))
            if length > self._limits.answer:
                raise LimitExceeded("the answer is too large")
            return outcome, _read(child.stdout, length, deadline)
        except TimeoutError:
            raise LimitExceeded(f"took more than {self._limits.seconds:g} seconds") from None
        except (EOFError, BrokenPipeError):
            raise LimitExceeded(self._cause_of_death(child)) from None

    def _cause_of_death(self, child: subprocess.Popen[bytes]) -> str:
        code = child.wait(timeout=5)
        if code == -24:  # SIGXCPU
            return f"took more than {self._limits.cpu_seconds} seconds of processor time"
        return f"its process died ({code}), probably of the memory limit"


def _write(pipe: IO[bytes], content: bytes, deadline: float) -> None:
    descriptor = pipe.fileno()
    os.set_blocking(descriptor, False)
    rest = memoryview(content)
    while rest:
        _wait(deadline, writing=descriptor)
        rest = rest[os.write(descriptor, rest[:_CHUNK]) :]


def _read(pipe: IO[bytes], length: int, deadline: float) -> bytes:
    descriptor = pipe.fileno()
    pieces = []
    while length:
        _wait(deadline, reading=descriptor)
        piece = os.read(descriptor, min(length, _CHUNK))
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _wait(deadline: float, *, reading: int | None = None, writing: int | None = None) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    poll = select.poll()
    if reading is not None:
        poll.register(reading, select.POLLIN)
    if writing is not None:
        poll.register(writing, select.POLLOUT)
    if not poll.poll(left * 1000):
        raise TimeoutError


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be written has no reader any more


def _serve(function: Callable[[bytes], bytes], cpu_seconds: int) -> None:
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not be taken for an answer
    while head := requests.read(_LENGTH.size):
        _outcome, length = _LENGTH.unpack(head)
        request = requests.read(length)
        _allow_processor_time(cpu_seconds)
        outcome, answer = _attempt(function, request)
        answers.write(_LENGTH.pack(outcome, len(answer)))
        answers.write(answer)
        answers.flush()


def _attempt(function: Callable[[bytes], bytes], request: bytes) -> tuple[int, bytes]:
    try:
        return _DONE, function(request)
    except Exception as error:  # noqa: BLE001  the outermost loop of a worker; the parent logs it
        return _FAILED, f"{type(error).__name__}: {error}".encode("utf-8", "replace")[:2000]


def _allow_processor_time(seconds: int) -> None:
    """Processor time counts from the start of the process, so each call moves the limit on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _main(name: str, cpu_seconds: str, memory: str) -> None:
    module, _colon, function = name.partition(":")
    work = getattr(importlib.import_module(module), function)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    _serve(work, int(cpu_seconds))


if __name__ == "__main__":
    _main(*sys.argv[1:])
