from pathlib import Path

import pytest
from django.conf import settings

from firstline.platform.files.content_types import content_type_of
from firstline.platform.files.models import StoredFile
from firstline.platform.files.storing import open_file, read, store

pytestmark = pytest.mark.django_db


def path_of(file: StoredFile) -> Path:
    return Path(settings.STORAGES["default"]["OPTIONS"]["location"]) / file.path


def test_what_is_stored_can_be_read_back() -> None:
    file = store(b"hello")

    assert read(file) == b"hello"
    with open_file(file) as opened:
        assert opened.read() == b"hello"
    assert (file.size, file.content_type) == (5, "text/plain")


def test_the_same_bytes_are_kept_once() -> None:
    assert store(b"twice") == store(b"twice")
    assert StoredFile.objects.filter(size=5).count() == 1


def test_a_file_lies_under_its_hash_and_nothing_is_left_beside_it() -> None:
    file = store(b"alone in its folder, surely")

    assert [entry.name for entry in path_of(file).parent.iterdir()] == [file.sha256]


def test_a_changed_file_is_noticed() -> None:
    file = store(b"as it was sent")
    path_of(file).write_bytes(b"as somebody else wishes")

    with pytest.raises(OSError, match="does not match"):
        read(file)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"plain words", "text/plain"),
        ("é".encode() * 2047 + b"\xc3", "text/plain"),
        (b"", "text/plain"),
        (b"\xff\xfe\x00", "application/octet-stream"),
        (b"\xe9t\xe9 in latin-1, at length", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_bytes_prove(head: bytes, expected: str) -> None:
    assert content_type_of(head) == expected


@pytest.mark.parametrize("active", [b"<svg xmlns='http://www.w3.org/2000/svg'>", b"<html><script>"])
def test_markup_is_never_more_than_text(active: bytes) -> None:
    assert content_type_of(active) == "text/plain"
