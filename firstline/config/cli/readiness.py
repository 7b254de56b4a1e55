"""Whether this very version found the embedded database ready: a start then need not ask Django.

Asking costs as much as starting everything else, for all of Django must be loaded.
"""

import hashlib
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import firstline
from firstline.platform.database.embedded import Cluster


def is_noted(cluster: Cluster) -> bool:
    note = _note(cluster)
    return note.exists() and note.read_text(encoding="ascii") == _version()


def note(cluster: Cluster) -> None:
    _note(cluster).write_text(_version(), encoding="ascii")


def _note(cluster: Cluster) -> Path:
    """Inside the cluster, so that it goes when the cluster goes."""
    return cluster.data / "firstline-version"


def _version() -> str:
    """Of everything that can bring a migration: ours by content, other packages by version."""
    digest = hashlib.sha256()
    for line in [*_migrations(), *_packages()]:
        digest.update(line)
    return digest.hexdigest()


def _migrations() -> Iterator[bytes]:
    package = Path(firstline.__path__[0])
    for file in sorted(package.glob("**/migrations/*.py")):
        yield str(file.relative_to(package)).encode() + file.read_bytes()


def _packages() -> Iterator[bytes]:
    installed = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    yield from sorted(path.name.encode() for path in installed)
