"""Mail of our own making, as bytes: what customers' programs write, good and bad."""

from collections.abc import Iterable
from pathlib import Path

SAVED = Path(__file__).parent / "saved"


def saved(name: str) -> bytes:
    """A mail kept as a file, with the line ends of the wire."""
    content = (SAVED / f"{name}.eml").read_bytes()
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def make_letter(
    *,
    sender: str = "Dana Fischer <dana@acme.example>",
    to: str = "support@brightwell.example",
    subject: str = "Two lamps are missing",
    message_id: str = "first@acme.example",
    text: str = "Hello, where are my lamps?",
    headers: Iterable[str] = (),
) -> bytes:
    """A plain letter from Dana to the desk, unless said otherwise."""
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        "Date: Sat, 21 Nov 2026 10:00:00 +0100",
        *([f"Message-ID: <{message_id}>"] if message_id else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *headers,
        "",
        *text.split("\n"),
        "",
    ]
    return "\r\n".join(lines).encode()
