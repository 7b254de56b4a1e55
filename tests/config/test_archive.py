"""Archives that nobody of ours has made."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from firstline.config import archive
from firstline.config.archive import BadArchive

_LABEL = ("firstline-backup.json", json.dumps({"format": 1, "version": "0.1.0"}).encode())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_what_was_written_is_read(tmp_path: Path, data: Path) -> None:
    (data / "files").mkdir()
    (data / "files" / "letter").write_bytes(b"Dear desk")
    (data / "secret_key").write_text("secret")
    archive.write(tmp_path / "a.tar", data, dump=_dump)

    loaded: list[bytes] = []
    new = tmp_path / "new"
    new.mkdir()
    archive.read(tmp_path / "a.tar", new, load=lambda path: loaded.append(path.read_bytes()))

    assert loaded == [b"rows"]
    assert sorted(path.name for path in new.rglob("*")) == ["files", "letter", "secret_key"]
    assert (new / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_nothing_that_bears_its_name(tmp_path: Path, data: Path) -> None:
    def dump(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        archive.write(tmp_path / "a.tar", data, dump=dump)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("name", ["../evil", "files/../../evil", "/etc/evil", "postgres/18/evil"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, data: Path, name: str) -> None:
    path = _archive(tmp_path, _LABEL, (name, b"evil"))
    with pytest.raises(BadArchive, match="which no backup of ours does"):
        archive.read(path, data, load=_never)
    assert list(data.iterdir()) == []


def test_links_are_not_followed(tmp_path: Path, data: Path) -> None:
    path = _archive(tmp_path, _LABEL)
    with tarfile.open(path, "a") as opened:
        link = tarfile.TarInfo("files")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path)
        opened.addfile(link)
    archive.read(path, data, load=lambda _: None)
    assert list(data.iterdir()) == []


def test_an_archive_without_our_label_is_refused(tmp_path: Path, data: Path) -> None:
    with pytest.raises(BadArchive, match="no backup made by"):
        archive.read(_archive(tmp_path, ("files/letter", b"")), data, load=_never)


def test_an_archive_of_a_later_format_is_refused(tmp_path: Path, data: Path) -> None:
    later = json.dumps({"format": 2, "version": "9.0"}).encode()
    with pytest.raises(BadArchive, match=r"needs Firstline 9\.0 or newer"):
        archive.read(_archive(tmp_path, (_LABEL[0], later)), data, load=_never)


def _dump(path: Path) -> None:
    path.write_bytes(b"rows")


def _archive(folder: Path, *members: tuple[str, bytes]) -> Path:
    path = folder / "made.tar"
    with tarfile.open(path, "w") as opened:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return path


def _never(path: Path) -> None:
    raise AssertionError(f"{path} must not be loaded")
