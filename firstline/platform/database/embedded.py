"""Where the PostgreSQL that Firstline brings along lives, and how to reach it."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

MAJOR_VERSION = "18"
DATABASE = "firstline"
ROLE = "firstline"
_PORT = "5432"
# sockaddr_un holds 108 bytes: the folder, "/.s.PGSQL.5432" and a final zero.
_LONGEST_SOCKET_FOLDER = 108 - len(f"/.s.PGSQL.{_PORT}") - 1
# libpq reads a comma as a second host, and PostgreSQL as a second folder.
_AWKWARD = frozenset(',"\\')


class DatabaseError(Exception):
    """The embedded database cannot be had; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Cluster:
    """The folders of one embedded PostgreSQL, named after its major version."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / MAJOR_VERSION

    @property
    def folders(self) -> tuple[Path, ...]:
        """What the server must own, wherever it has to run as somebody else."""
        return (self.folder, self.data, self.socket_folder)

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def postmaster_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def is_made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or a short private folder where that path is too long for a socket.

        Worked out from the data folder alone, so that every process finds the same one.
        """
        beside = self.folder / "run"
        if len(os.fsencode(beside)) <= _LONGEST_SOCKET_FOLDER and not _AWKWARD & set(str(beside)):
            return beside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:20]
        return Path("/tmp") / f"firstline-{os.geteuid()}-{digest}"  # noqa: S108  made and checked by prepare_socket_folder

    def is_ready(self, *, pid: int | None = None) -> bool:
        """Whether a server (with `pid`: that one) has written that it takes connections."""
        lines = self.postmaster_lines()
        return len(lines) >= 8 and lines[7].strip() == "ready" and pid in (None, int(lines[0]))

    def postmaster_lines(self) -> list[str]:
        try:
            return self.postmaster_file.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []

    def prepare_socket_folder(self) -> None:
        """Make the folder, private to us; someone else's folder of that name is refused."""
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077:
            raise DatabaseError(f"{folder} must be a folder that only its owner can enter.")
        if os.geteuid() not in (0, found.st_uid):
            raise DatabaseError(f"{folder} belongs to another user.")


def cluster_in(data: Path) -> Cluster:
    """The cluster that belongs to a data folder of Firstline."""
    return Cluster(data.resolve() / "postgres")


def django_settings(data: Path) -> dict[str, object]:
    """What Django needs to connect to the embedded database of a data folder."""
    return {
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(cluster_in(data).socket_folder),
        "PORT": _PORT,
        "OPTIONS": {},
    }


def url(cluster: Cluster) -> str:
    """The same as a `DATABASE_URL`."""
    return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(cluster.socket_folder), safe='')}"
