"""The files that pages are made of: found once, kept in memory, compressed once.

Only names that were found in the folders are served, so no address can climb out of them. The files
are part of the product; nothing that people upload comes through here.
"""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import monotonic

from django.contrib.staticfiles import finders
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

_HASHED = re.compile(r"[.-][\w-]{8,}\.\w+$")
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"
_WORTH_COMPRESSING = 500
# Seconds between two searches, so that asking for what is not there costs nothing.
SEARCH_PAUSE = 1.0
_COMPRESSED_ALREADY = {".gz", ".ico", ".jpg", ".jpeg", ".png", ".webp", ".woff", ".woff2"}
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".map": "application/json",
}


@dataclass(frozen=True)
class StaticFile:
    path: Path
    # Its name changes with its content.
    is_hashed: bool

    @cached_property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @property
    def is_readable(self) -> bool:
        """Read before, or still there."""
        return "content" in self.__dict__ or self.path.is_file()

    @cached_property
    def compressed(self) -> bytes | None:
        """The content in gzip, or None where that gains nothing."""
        small = len(self.content) < _WORTH_COMPRESSING
        if small or self.path.suffix in _COMPRESSED_ALREADY:
            return None
        return gzip.compress(self.content, 9, mtime=0)

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:24]}"'

    @cached_property
    def headers(self) -> dict[str, str]:
        guessed = mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"
        return {
            "Content-Type": _TYPES.get(self.path.suffix, guessed),
            "Cache-Control": _FOR_EVER if self.is_hashed else _ASK_AGAIN,
            "ETag": self.etag,
            "Vary": "Accept-Encoding",
        }


class StaticFiles:
    """The ASGI application under `/static/`."""

    def __init__(self, *, url: str, built: Path) -> None:
        self._url = url
        self._built = built
        self._files: dict[str, StaticFile] = {}
        self._searched_at = -SEARCH_PAUSE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._answer(scope["method"], scope["path"], Headers(scope=scope))
        await response(scope, receive, send)

    def _answer(self, method: str, path: str, headers: Headers) -> Response:
        file = self._find(path.removeprefix(self._url))
        if file is None:
            return PlainTextResponse("Not found.", 404, headers={"Cache-Control": "no-store"})
        if method not in {"GET", "HEAD"}:
            return PlainTextResponse("Not allowed.", 405, headers={"Allow": "GET, HEAD"})
        if file.etag in headers.get("if-none-match", ""):
            return Response(status_code=304, headers=file.headers)
        if file.compressed is not None and "gzip" in headers.get("accept-encoding", ""):
            encoded = {**file.headers, "Content-Encoding": "gzip"}
            return Response(file.compressed, headers=encoded)
        return Response(file.content, headers=file.headers)

    def _find(self, name: str) -> StaticFile | None:
        """The file of that name. The front end may have been built anew since we looked last."""
        file = self._files.get(name)
        is_there = file is not None and file.is_readable
        if not is_there and monotonic() - self._searched_at >= SEARCH_PAUSE:
            self._searched_at = monotonic()
            # Pages of the version before still ask for what was read of it.
            kept = {name: file for name, file in self._files.items() if file.is_readable}
            self._files = kept | self._search()
            file = self._files.get(name)
        return file if file is not None and file.is_readable else None

    def _search(self) -> dict[str, StaticFile]:
        """Every file that Django's finders know, by the name under which pages ask for it."""
        found: dict[str, StaticFile] = {}
        for finder in finders.get_finders():
            for name, storage in finder.list([".*", "*~"]):
                path = Path(storage.path(name))
                hashed = path.is_relative_to(self._built) and bool(_HASHED.search(path.name))
                found.setdefault(Path(name).as_posix(), StaticFile(path, hashed))
        return found
