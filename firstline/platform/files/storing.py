"""Bytes are written safely before a row names them, so no row is without its file (R11)."""

import hashlib
import os
from pathlib import Path
from typing import IO, BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from firstline.platform.files.content_types import content_type_of
from firstline.platform.files.models import StoredFile

_HEAD = 4096


def store(content: bytes) -> StoredFile:
    """Keep the bytes and return their row; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    known = StoredFile.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    file = StoredFile(
        sha256=digest, size=len(content), content_type=content_type_of(content[:_HEAD])
    )
    _write(file.path, content)
    StoredFile.objects.bulk_create([file], ignore_conflicts=True)
    return StoredFile.objects.get(sha256=digest)


def open_file(file: StoredFile) -> IO[bytes]:
    """The bytes, for reading from the start."""
    opened: IO[bytes] = default_storage.open(file.path, "rb")
    return opened


def read(file: StoredFile) -> bytes:
    """All the bytes, checked against their hash."""
    with open_file(file) as opened:
        content = opened.read()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise OSError(f"stored file {file.sha256} does not match its hash")
    return content


def _write(path: str, content: bytes) -> None:
    if isinstance(
        default_storage._wrapped if hasattr(default_storage, "_wrapped") else default_storage,
        FileSystemStorage,
    ):
        _write_durably(Path(default_storage.path(path)), content)
    elif not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))


def _write_durably(path: Path, content: bytes) -> None:
    """Write aside, flush to the disk, then rename: a crash leaves the old state or the new one."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with aside.open("xb") as out:
        _flush(out, content)
    aside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _flush(out: BinaryIO | IO[bytes], content: bytes) -> None:
    out.write(content)
    out.flush()
    os.fsync(out.fileno())
