"""WCAG 2.2 AA, computed from the tokens themselves: text 4.5, the edges of controls 3."""

import math
import re
from pathlib import Path

import pytest

from firstline.platform.ui import assets

TOKENS = (Path(assets.__file__).parent / "css" / "tokens.css").read_text(encoding="utf-8")
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ?([\d.]*)\)"
PAIR = re.compile(rf"--([\w-]+): light-dark\({OKLCH}, {OKLCH}\);")

TEXT = ["ink", "ink-soft", "ink-faint", "accent", "bad", "good", "warn", "wait", "ember-ink"]
GROUNDS = ["ground", "pane", "raised", "overlay"]
ON_OWN_GROUND = [
    ("note-ink", "note"),
    ("ink", "note"),
    ("ink-faint", "note"),
    ("ink-faint", "accent-ground"),
    ("ink-soft", "chosen"),
    ("ink-faint", "chosen"),
    ("good", "good-ground"),
    ("warn", "warn-ground"),
    ("bad", "bad-ground"),
    ("wait", "wait-ground"),
    ("ember-ink", "ember-ground"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-accent", "bad"),
]
EDGES = [("line-control", ground) for ground in GROUNDS] + [("focus", ground) for ground in GROUNDS]

Colour = tuple[float, float, float]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text in TEXT for ground in GROUNDS] + ON_OWN_GROUND
)
def test_text_can_be_read(text: str, ground: str, theme: int) -> None:
    assert contrast(colour(text, theme), colour(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_controls_and_focus_can_be_seen(edge: str, ground: str, theme: int) -> None:
    assert contrast(colour(edge, theme), colour(ground, theme)) >= 3


def colour(token: str, theme: int) -> Colour:
    found = next(match for match in PAIR.finditer(TOKENS) if match[1] == token)
    lightness, chroma, hue = (float(part or 0) for part in found.groups()[1 + 3 * theme :][:3])
    return lightness, chroma, hue


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Colour) -> float:
    """OKLCH by way of OKLab and LMS to linear sRGB, cut to what a screen can show."""
    lightness, chroma, hue = colour
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(max(part, 0.0), 1.0) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
