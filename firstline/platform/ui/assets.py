"""From the name of an asset (`app.js`, `mark.svg`) to the hashed file the build made of it."""

import json
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.templatetags.static import static

BUILT = Path(__file__).parent / "static" / "ui" / "built"
ICONS = Path(__file__).parent / "icons.txt"


class AssetsNotBuilt(RuntimeError):
    """The front end has not been built on this machine."""


class UnknownAsset(LookupError):
    """A template names an asset or icon that the build does not know."""


def asset(name: str) -> str:
    """The address of a built file; it changes with the content, so it may be cached for ever."""
    # While somebody works on the look, a rebuild shows without a restart.
    return _address(name) if settings.DEBUG else _address_once(name)


def icon_address(name: str) -> str:
    """The address of one drawing inside the icon sprite."""
    if name not in icon_names():
        raise UnknownAsset(f'No icon "{name}": add it to platform/ui/icons.txt and build again.')
    return f"{asset('icons.svg')}#{name}"


@cache
def icon_names() -> frozenset[str]:
    lines = ICONS.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if (name := line.partition("#")[0].strip()))


@cache
def _address_once(name: str) -> str:
    return _address(name)


def _address(name: str) -> str:
    try:
        return static(f"ui/built/{built_files()[name]}")
    except KeyError:
        raise UnknownAsset(f'No built asset is called "{name}".') from None


def built_files() -> dict[str, str]:
    """From the names of all assets to the files the build made of them."""
    try:
        manifest = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AssetsNotBuilt(
            "The front end is not built. Run `npm ci && npm run build` in frontend/, or bin/serve."
        ) from None
    return {_name(source, chunk): chunk["file"] for source, chunk in manifest.items()}


def _name(source: str, chunk: dict[str, Any]) -> str:
    """`app.js` for the file made of `…/js/app.ts`: the source's stem, the built file's suffix."""
    return PurePosixPath(source).stem + PurePosixPath(chunk["file"]).suffix
