"""Mail that was mangled on its way: whatever came, reading ends, and its result can be stored."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstline.channels.email.reading import MailRefused, ParsedMail, read
from tests.channels.email.letters import SAVED

WHOLE = [path.read_bytes() for path in sorted(SAVED.glob("*.eml"))]
SNIPPETS = [
    *(b"\r\n", b"\n", b"\r", b"--", b"=?utf-8?B?", b"?=", b"<", b">", b'"', b"(", b")", b";", b":"),
    *(b"\x00", b"\xff\xfe", b"@", b",", b"%", b" \t", b"boundary=", b"charset=utf-7", b"\x1b$B"),
    *(b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Transfer-Encoding: base64\r\n"),
    *(b"<blockquote type=cite>", b"<div>", b"</div>", b"<table><tr><td>", b"<style>", b"<!--"),
    *(b"filename*0*=", b"On 1.1.2026 10:00, a@b.example wrote:\r\n", b"\r\n> ", b"From: \r\n"),
]
CHANGE = st.tuples(st.floats(0, 1), st.sampled_from(SNIPPETS) | st.integers(1, 80))


def mangle(raw: bytes, changes: list[tuple[float, bytes | int]]) -> bytes:
    """Put snippets in, or cut pieces out, at places given as shares of the length."""
    mangled = bytearray(raw)
    for place, change in changes:
        at = int(place * len(mangled))
        if isinstance(change, int):
            del mangled[at : at + change]
        else:
            mangled[at:at] = change
    return bytes(mangled)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.lists(CHANGE, max_size=12))
def test_a_mangled_mail_is_read_or_refused(
    raw: bytes, changes: list[tuple[float, bytes | int]]
) -> None:
    try:
        mail = read(mangle(raw, changes))
    except MailRefused:
        return
    packed = msgspec.msgpack.encode(mail)
    assert msgspec.msgpack.decode(packed, type=ParsedMail) == mail
    assert "\x00" not in mail.text + mail.html + mail.subject
