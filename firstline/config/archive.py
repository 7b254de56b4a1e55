"""A backup: database, files and secret key of one desk in one tar file.

firstline-backup.json   what it is and when it was made
database.dump           pg_dump's custom format
secret_key              signs the reply addresses in letters that are out already
files/…                 attachments and raw mail, named by their hash
"""

import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import BinaryIO

_LABEL = "firstline-backup.json"
_DUMP = "database.dump"
_KEY = "secret_key"
_FILES = "files"
_FORMAT = 1


class BadArchive(Exception):
    """Not a backup of Firstline, or one that this version cannot read."""


def write(target: Path, data: Path, *, dump: Callable[[Path], None]) -> None:
    """Write aside and rename: what bears the name is whole. Only its owner can read it."""
    partial = target.with_name(f"{target.name}.partial")
    dumped = target.with_name(f"{target.name}.dump.partial")
    try:
        dump(dumped)
        partial.unlink(missing_ok=True)
        with _create(partial, mode=0o600) as file:
            with tarfile.open(fileobj=file, mode="w|") as archive:
                _fill(archive, data, dumped)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
        dumped.unlink(missing_ok=True)


def read(source: Path, data: Path, *, load: Callable[[Path], None]) -> None:
    """Fill an empty data folder; the database comes last, so that it names no missing file."""
    dumped = data / _DUMP
    try:
        with tarfile.open(source, mode="r|*") as archive:
            members = iter(archive)
            _refuse_unless_ours(archive, next(members, None))
            for member in members:
                _extract(archive, member, data)
        load(dumped)
    except tarfile.TarError as error:
        raise BadArchive(f"{source} is damaged or no archive: {error}.") from error
    finally:
        dumped.unlink(missing_ok=True)


def _fill(archive: tarfile.TarFile, data: Path, dumped: Path) -> None:
    """The dump was taken before: files may have come since, but none that it names is missing."""
    label = {
        "format": _FORMAT,
        "version": version("firstline"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    content = json.dumps(label).encode()
    info = tarfile.TarInfo(_LABEL)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))
    archive.add(dumped, _DUMP)
    for name in (_KEY, _FILES):
        if (data / name).exists():
            archive.add(data / name, name)


def _refuse_unless_ours(archive: tarfile.TarFile, first: tarfile.TarInfo | None) -> None:
    content = archive.extractfile(first) if first is not None and first.name == _LABEL else None
    if content is None:
        raise BadArchive("This is no backup made by `firstline backup`.")
    label = json.load(content)
    if label["format"] != _FORMAT:
        raise BadArchive(f"This backup needs Firstline {label['version']} or newer.")


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, data: Path) -> None:
    """Plain files with the names we give, and nothing else: an archive may come from anywhere."""
    content = archive.extractfile(member) if member.isreg() else None
    if content is None:
        return
    path = PurePosixPath(member.name)
    is_ours = member.name in {_DUMP, _KEY} or path.parts[0] == _FILES
    if not is_ours or ".." in path.parts:
        raise BadArchive(f"The archive holds {member.name!r}, which no backup of ours does.")
    target = data / path
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = 0o600 if member.name in {_DUMP, _KEY} else 0o644
    with _create(target, mode=mode) as file:
        shutil.copyfileobj(content, file)


def _create(path: Path, *, mode: int) -> BinaryIO:
    """Private from its first byte on, and never through somebody's link."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")
