"""What every template in the tree must keep to: nothing inline, and only icons that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import firstline
from firstline.platform.ui.assets import icon_names

ROOT = Path(firstline.__file__).parent
# Mail is read by other programs, which know no style sheets of ours; the frame around a stranger's
# HTML is a document of its own, under a policy of its own.
OTHERS = ("/email/", "desk/frame.html")

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "a script with a body": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE
    ),
    "script in hx-vals or hx-vars": re.compile(r"hx-(vars\s*=|vals\s*=\s*[\"']\s*js:)"),
    "a third party's address": re.compile(
        r"<(script|link|img|iframe)\b[^>]*\b(src|href)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE
    ),
}
ICON = re.compile(r"""(?:\b(?:icon|draw)\(\s*|\bicon=)["']([a-z0-9-]+)["'](?!\s*~)""")


def templates() -> Iterator[Path]:
    for folder in ("jinja2", "templates"):
        for path in ROOT.glob(f"**/{folder}/**/*.html"):
            if not any(other in str(path) for other in OTHERS):
                yield path


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sorted(templates()), ids=named)
def test_nothing_is_inline_and_nothing_is_foreign(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", sorted(templates()), ids=named)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    used = set(ICON.findall(path.read_text(encoding="utf-8")))
    assert used - icon_names() == set()
