"""Remembering what a step was made from, so that it is repeated only when that has changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(files: Iterable[Path], *, under: Path) -> str:
    """Of the names and contents; times do not count, a fresh clone has none."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(under)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_fresh(stamp: Path, mark: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == mark


def put(stamp: Path, mark: str) -> None:
    stamp.write_text(mark, encoding="utf-8")
