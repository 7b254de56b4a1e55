"""Lines to standard output from a process that must never wait for who reads them."""

import os
import queue
import sys
import threading

_WAITING = 2000
_LAST_WORDS = 1.0


class Output:
    """A thread does the writing; while nobody reads, lines are dropped and counted."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue(_WAITING)
        self._dropped = 0
        self._writer: threading.Thread | None = None

    def say(self, line: str) -> None:
        if self._writer is None:
            sys.stdout.flush()
            self._writer = threading.Thread(target=self._write, name="output", daemon=True)
            self._writer.start()
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def finish(self) -> None:
        """Let the last lines out, unless nobody reads them."""
        if self._writer is not None:
            try:
                self._lines.put(None, timeout=_LAST_WORDS)
            except queue.Full:
                return
            self._writer.join(_LAST_WORDS)
            if not self._writer.is_alive():
                self._writer = None

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            dropped, self._dropped = self._dropped, 0
            note = f"({dropped} lines were dropped: nobody read them.)\n" if dropped else ""
            try:
                _write_all(f"{note}{line}\n".encode(errors="replace"))
            except OSError:
                # The reader has gone; we live on, and do not mind.
                continue


def _write_all(content: bytes) -> None:
    """Around `sys.stdout`: a thread that waits inside its lock could not be left behind."""
    number = sys.__stdout__.fileno() if sys.__stdout__ is not None else 1
    while content:
        content = content[os.write(number, content) :]
