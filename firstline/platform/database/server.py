"""The embedded PostgreSQL server: made, started, stopped."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from firstline.platform.database import leftovers, tuning
from firstline.platform.database.embedded import DATABASE, ROLE, Cluster, DatabaseError
from firstline.platform.database.programs import program
from firstline.platform.processes.backoff import Backoff
from firstline.platform.processes.launch import launching

_LARGEST_LOG = 10 * 1024 * 1024
# Replaying the log after a crash under load takes minutes, not seconds.
_START_PATIENCE = 300.0
_STOP_PATIENCE = 30.0


class AlreadyInUse(DatabaseError):
    """Another process runs the database of this folder."""


class EmbeddedServer:
    """Owns one cluster from `claim` to `release`; usable as a context manager.

    The claim is a file lock, which the system gives back however this process ends.
    """

    def __init__(self, cluster: Cluster, *, durable: bool = True) -> None:
        self.cluster = cluster
        self._durable = durable
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._backoff = Backoff()

    def __enter__(self) -> Self:
        self.claim()
        try:
            self.start()
        except BaseException:
            self.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.release()

    def claim(self) -> None:
        self.cluster.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self.cluster.lock.open("a+", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise AlreadyInUse(
                f"Firstline is already running on {self.cluster.folder.parent} (process {holder})."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def start(self) -> None:
        """Start and wait until it takes connections."""
        process = self.spawn()
        end = time.monotonic() + _START_PATIENCE
        while not self.cluster.is_ready(pid=process.pid):
            if process.poll() is not None or time.monotonic() > end:
                raise DatabaseError(f"PostgreSQL did not start: {self._last_words()}")
            time.sleep(0.01)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start without waiting; a cluster is made first where there is none."""
        leftovers.clear(self.cluster)
        if not self.cluster.is_made:
            _make(self.cluster)
        self.cluster.prepare_socket_folder()
        settings = tuning.settings_for(tuning.this_machine(), durable=self._durable)
        (self.cluster.data / "tuning.conf").write_text(tuning.as_file(settings), encoding="utf-8")
        _shorten(self.cluster.log)
        with self.cluster.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                # Told to stop cleanly when we are killed: nothing then needs recovery.
                launching(self._command(), death=signal.SIGINT, own=self.cluster.folders),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self._process

    def _command(self) -> list[str]:
        sockets = f"unix_socket_directories={self.cluster.socket_folder}"
        return [
            program("postgres"),
            "-D",
            str(self.cluster.data),
            "-c",
            "listen_addresses=",
            "-c",
            sockets,
        ]

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def revive(self) -> None:
        """Start the server again when it has fallen; to be called now and then."""
        now = time.monotonic()
        if self._process is not None and not self.is_alive():
            self._process = None
            self._backoff.fell(now)
        if self._process is None and self._backoff.is_over(now):
            self._backoff.started(now)
            self.spawn()

    def stop(self) -> None:
        """Stop cleanly, or at least surely."""
        process = self._process
        if process is None:
            return
        self._process = None
        for step, patience in (
            (signal.SIGINT, _STOP_PATIENCE),
            (signal.SIGQUIT, 5.0),
            (signal.SIGKILL, 5.0),
        ):
            with suppress(ProcessLookupError):
                process.send_signal(step)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
                return

    def _last_words(self) -> str:
        try:
            lines = (
                self.cluster.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            )
        except FileNotFoundError:
            return "it left no log."
        return " ".join(lines[-3:]) or "it left no log."


def is_running(cluster: Cluster) -> bool:
    """Whether a live server answers for this cluster."""
    return cluster.is_ready() and bool(leftovers.inhabitants(cluster))


def _make(cluster: Cluster) -> None:
    """Made aside and moved into place, so that a killed attempt is never taken for a database."""
    unfinished = cluster.folder / "unfinished"
    if unfinished.exists():
        shutil.rmtree(unfinished)
    _run(
        cluster,
        [
            *(
                program("initdb"),
                "--pgdata",
                str(unfinished),
                "--username",
                "postgres",
                "--auth",
                "trust",
            ),
            # The same order of letters on every machine, whatever its locales.
            *("--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            "--no-instructions",
        ],
    )
    _run(
        cluster,
        [program("postgres"), "--single", "-D", str(unfinished), "postgres"],
        # The application is not a superuser of its own database.
        feed=f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n",
    )
    (unfinished / "postgresql.conf").write_text(
        "include 'tuning.conf' # rewritten at each start\n# Your settings, below, win.\n",
        encoding="utf-8",
    )
    unfinished.rename(cluster.data)


def _run(cluster: Cluster, command: list[str], *, feed: str = "") -> None:
    result = subprocess.run(  # noqa: S603
        launching(command, own=cluster.folders),
        input=feed,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise DatabaseError(f"The database could not be made: {result.stderr.strip()}")


def _shorten(log: Path) -> None:
    """One earlier log is kept."""
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
