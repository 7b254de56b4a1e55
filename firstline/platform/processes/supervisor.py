"""Runs several processes as one: told apart in the output, revived, stopped together."""

import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from firstline.platform.processes.backoff import Backoff
from firstline.platform.processes.launch import launching
from firstline.platform.processes.output import Output

_MOST_LAST_WORDS = 1_000
_TICK = 0.2
_NAME_WIDTH = 8
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Part:
    """A process to keep running."""

    name: str
    command: Sequence[str]


@dataclass
class _Running:
    part: Part
    backoff: Backoff = field(default_factory=Backoff)
    process: subprocess.Popen[bytes] | None = None


class Supervisor:
    """One thread does it all, for the kernel ties a child's life to the thread that started it."""

    def __init__(self) -> None:
        self.is_stopping = False
        self._parts: list[_Running] = []
        self._others: list[Callable[[], None]] = []
        self._selector = selectors.DefaultSelector()
        self._unfinished: dict[int, bytes] = {}
        self._output = Output()

    def listen_to_signals(self) -> None:
        """From now on SIGINT, SIGTERM and SIGHUP ask for a clean end."""
        awake, self._wake = socket.socketpair()
        awake.settimeout(0)
        self._wake.settimeout(0)
        signal.set_wakeup_fd(self._wake.fileno())
        self._selector.register(awake, selectors.EVENT_READ, lambda: awake.recv(1024))
        for number in _STOP_SIGNALS:
            signal.signal(number, lambda *_: self.stop())

    def stop(self) -> None:
        self.is_stopping = True

    def say(self, line: str) -> None:
        """In order with what the parts say."""
        self._output.say(line)

    def start(self, part: Part) -> None:
        running = _Running(part)
        self._parts.append(running)
        self._launch(running)

    def look_after(self, check: Callable[[], None]) -> None:
        """Call `check` at every tick as well, for what is not a part."""
        self._others.append(check)

    def run_once(self, part: Part) -> int:
        """Run a part to its end, and return how it ended; a wish to stop ends it too."""
        process = self._spawn(part)
        while process.poll() is None:
            if self.is_stopping:
                process.terminate()
            self._wait()
        self._hear_out()
        self._output.finish()
        return process.returncode

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep all parts running until asked to stop, or until `until` says so."""
        while not self.is_stopping and not until():
            self._wait()
            for check in self._others:
                check()
            for running in self._parts:
                self._restart_if_fallen(running)

    def stop_all(self, *, patience: float = 12.0) -> None:
        """Ask all parts to end, together, and end those that do not."""
        processes = [running.process for running in self._parts if running.process is not None]
        self._parts.clear()
        for process in processes:
            process.terminate()
        end = time.monotonic() + patience
        while any(process.poll() is None for process in processes):
            if time.monotonic() > end:
                for process in processes:
                    process.kill()
            self._wait()
        self._hear_out()
        self._output.finish()

    def _restart_if_fallen(self, running: _Running) -> None:
        if running.process is not None and running.process.poll() is not None:
            delay = running.backoff.fell(time.monotonic())
            how = _ending(running.process.returncode)
            self._tell(running.part, f"{how}; it is started again in {delay:g} s")
            running.process = None
        elif running.process is None and running.backoff.is_over(time.monotonic()):
            self._launch(running)

    def _launch(self, running: _Running) -> None:
        running.backoff.started(time.monotonic())
        running.process = self._spawn(running.part)

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603
            launching(part.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            # A key pressed in the terminal is meant for us: we then stop the parts in order.
            start_new_session=True,
        )
        assert process.stdout is not None
        output: BinaryIO = process.stdout  # type: ignore[assignment]
        os.set_blocking(output.fileno(), False)
        self._selector.register(output, selectors.EVENT_READ, lambda: self._pass_on(part, output))
        return process

    def _wait(self, seconds: float = _TICK) -> bool:
        """Pass on what was said meanwhile; whether anything was."""
        ready = self._selector.select(seconds)
        for key, _ in ready:
            key.data()
        return bool(ready)

    def _hear_out(self) -> None:
        """Their last words and their end: what lacks a line break is told then.

        A pipe that somebody else still holds is not waited for, nor heard for ever.
        """
        for _ in range(_MOST_LAST_WORDS):
            if not self._wait(0):
                return

    def _pass_on(self, part: Part, output: BinaryIO) -> None:
        """Whole lines only, so that two parts never share one."""
        number = output.fileno()
        chunk = os.read(number, 65536)
        *lines, rest = (self._unfinished.pop(number, b"") + chunk).split(b"\n")
        if not chunk:
            self._selector.unregister(output)
            output.close()
            lines, rest = ([rest] if rest else []), b""
        if rest:
            self._unfinished[number] = rest
        for line in lines:
            self._tell(part, line.decode("utf-8", errors="replace"))

    def _tell(self, part: Part, text: str) -> None:
        self.say(f"{part.name:<{_NAME_WIDTH}}| {text}" if part.name else text)


def _ending(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
