import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings
from starlette.types import Message

from firstline.platform.web import static
from firstline.platform.web.static import StaticFiles
from tests.loops import run

SCRIPT = b"console.log('hello')\n" * 100


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]


@pytest.fixture
def ask(tmp_path: Path, settings: Settings) -> Ask:
    built = tmp_path / "ui" / "built"
    built.mkdir(parents=True)
    (built / "app-BvRk9kiK.js").write_bytes(SCRIPT)
    (built / "manifest.json").write_text("{}")
    (tmp_path / "ui" / "plain.css").write_text("a{}")
    (tmp_path.parent / "secret.txt").write_text("secret")
    settings.STATICFILES_DIRS = [tmp_path]
    files = StaticFiles(url="/static/", built=built)

    def ask(path: str, method: str = "GET", **headers: str) -> Answer:
        return run(_ask(files, path, method, headers))

    return ask


async def _ask(files: StaticFiles, path: str, method: str, headers: dict[str, str]) -> Answer:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await files({"type": "http", "method": method, "path": path, "headers": raw}, receive, send)
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], answered, body)


def test_a_hashed_file_may_be_kept_for_ever(ask: Ask) -> None:
    answer = ask("/static/ui/built/app-BvRk9kiK.js")
    assert answer.body == SCRIPT
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "content-encoding" not in answer.headers


def test_text_is_compressed_for_those_who_take_it(ask: Ask) -> None:
    answer = ask("/static/ui/built/app-BvRk9kiK.js", accept_encoding="br, gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.body) == SCRIPT


@pytest.mark.parametrize("name", ["ui/plain.css", "ui/built/manifest.json"])
def test_other_files_are_asked_for_again(ask: Ask, name: str) -> None:
    answer = ask(f"/static/{name}")
    assert answer.headers["cache-control"] == "public, no-cache"
    again = ask(f"/static/{name}", if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("name", ["mfa/js/webauthn.js", "mfa/js/webauthn-json.js"])
def test_the_scripts_of_packages_are_found(ask: Ask, name: str) -> None:
    assert ask(f"/static/{name}").status == 200


@pytest.mark.parametrize(
    "path", ["/static/../secret.txt", "/static//etc/passwd", "/static/ui", "/static/"]
)
def test_no_path_leads_out_of_the_folders(ask: Ask, path: str) -> None:
    assert ask(path).status == 404


def test_what_is_built_anew_is_found(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static, "SEARCH_PAUSE", 0.0)
    built = tmp_path / "ui" / "built"
    before, after = "app-BvRk9kiK.js", "app-CxRk9kiK.js"
    (built / "never-asked-AAAA8888.js").touch()
    assert ask(f"/static/ui/built/{before}").status == 200
    (built / "never-asked-AAAA8888.js").unlink()
    (built / before).rename(built / after)
    assert ask(f"/static/ui/built/{after}").body == SCRIPT
    # Pages of the version before may still ask for their files.
    assert ask(f"/static/ui/built/{before}").body == SCRIPT
    assert ask("/static/ui/built/never-asked-AAAA8888.js").status == 404


def test_files_are_only_read(ask: Ask) -> None:
    assert ask("/static/ui/plain.css", "POST").status == 405
