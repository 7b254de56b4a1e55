"""What people attach: a photo of a label, a screenshot, a log, a list."""

import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random

# So many different files of each kind.
POOL = 24


@dataclass(frozen=True)
class Enclosure:
    name: str
    content: bytes


def enclose(kind: str, at: datetime, rng: Random) -> Enclosure:
    """A small file of this kind. There are only so many: files are stored once, by their bytes."""
    number = rng.randrange(POOL)
    match kind:
        case "log":
            name = rng.choice(["bridge.log", "printer.log", "larkmark.log"])
        case "csv":
            name = rng.choice(["articles.csv", "export.csv", "labels_new.csv"])
        case "screenshot":
            name = f"Screenshot {at:%Y-%m-%d} at {at:%H.%M}.png"
        case _:
            name = f"IMG_{rng.randrange(1000, 9999)}.png"
    return Enclosure(name, _content(kind, number))


@cache
def _content(kind: str, number: int) -> bytes:
    rng = Random(f"{kind} {number}")  # noqa: S311 - a drawing, not a secret
    makers = {"log": _log, "csv": _csv, "screenshot": _screenshot, "photo": _label}
    return makers[kind](rng)


def _log(rng: Random) -> bytes:
    events = [
        ("INFO", "connected to mqtt.larkmark.example:8883"),
        ("INFO", "job accepted, {n} labels"),
        ("WARN", "keep-alive missed, waiting {n} s"),
        ("ERROR", "session closed by peer"),
        ("INFO", "media gap 3.0 mm, length 150.2 mm"),
        ("ERROR", "open \\\\.\\USB001: access denied"),
        ("WARN", "head temperature {t} C"),
        ("INFO", "firmware 3.8.2, self-test passed"),
    ]
    moment = datetime(2026, 1, 1, 6) + timedelta(minutes=rng.randrange(600))  # noqa: DTZ001 - the printer's own clock
    lines = []
    for _line in range(rng.randrange(25, 60)):
        moment += timedelta(seconds=rng.expovariate(1 / 40))
        level, words = rng.choice(events)
        words = words.format(n=rng.randrange(2, 90), t=rng.randrange(41, 78))
        lines.append(f"{moment:%H:%M:%S} {level:5} {words}")
    return ("\n".join(lines) + "\n").encode()


def _csv(rng: Random) -> bytes:
    things = [
        "Jar",
        "Lid",
        "Box",
        "Bottle",
        "Crate",
        "Tin",
        "Sachet",
        "Café crème",
        "Gläser",
        '19" rack',
    ]
    rows = ["article;description;price;stock"]
    for _row in range(rng.randrange(20, 50)):
        price = f"{rng.randrange(1, 90)},{rng.randrange(100):02}"
        rows.append(f"{rng.randrange(99999):05};{rng.choice(things)};{price};{rng.randrange(500)}")
    return "\r\n".join(rows).encode("cp1252")


def _label(rng: Random) -> bytes:
    """A label on a table: bars that stand for a barcode, lines that stand for an address."""
    width, height = 240, 160
    table = rng.choice([(156, 134, 110), (120, 124, 130), (186, 180, 168)])
    picture = _canvas(width, height, table)
    _fill(picture, 20, 20, 220, 140, (250, 250, 246))
    x = 36
    while x < 200:
        bar = rng.choice([1, 2, 3, 4])
        _fill(picture, x, 90, min(x + bar, 200), 128, (30, 30, 30))
        x += bar + rng.choice([1, 2, 3])
    for line in range(4):
        _fill(
            picture, 36, 32 + 13 * line, 36 + rng.randrange(50, 150), 37 + 13 * line, (60, 60, 60)
        )
    if rng.random() < 0.6:  # the white stripe of a dirty print head
        stripe = rng.randrange(60, 190)
        _fill(picture, stripe, 20, stripe + 2, 140, (252, 252, 250))
    return _png(picture)


def _screenshot(rng: Random) -> bytes:
    """A window with a list in it and a message on top."""
    width, height = 320, 200
    picture = _canvas(width, height, (244, 245, 247))
    _fill(picture, 0, 0, width, 22, (40, 62, 80))
    _fill(picture, 0, 22, 70, height, (228, 231, 235))
    for row in range(7):
        shade = (255, 255, 255) if row % 2 else (238, 241, 244)
        _fill(picture, 76, 30 + 22 * row, 314, 50 + 22 * row, shade)
        _fill(
            picture, 84, 38 + 22 * row, 84 + rng.randrange(60, 180), 42 + 22 * row, (120, 126, 134)
        )
    _fill(picture, 90, 70, 300, 120, (255, 236, 232))
    _fill(picture, 100, 82, 100 + rng.randrange(90, 180), 88, (176, 42, 32))
    _fill(picture, 100, 98, 100 + rng.randrange(60, 180), 103, (90, 90, 90))
    return _png(picture)


Colour = tuple[int, int, int]
# Rows of three bytes a pixel.
Picture = list[bytearray]


def _canvas(width: int, height: int, colour: Colour) -> Picture:
    return [bytearray(bytes(colour) * width) for _row in range(height)]


def _fill(picture: Picture, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
    for row in picture[top:bottom]:
        row[3 * left : 3 * right] = bytes(colour) * (right - left)


def _png(picture: Picture) -> bytes:
    height, width = len(picture), len(picture[0]) // 3
    rows = b"".join(b"\0" + row for row in picture)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
