"""Delivery reports: RFC 3464, and the commonest of the many that are not."""

import re

from firstline.channels.email.reading.charsets import decode
from firstline.channels.email.reading.headers import Headers, message_ids
from firstline.channels.email.reading.mail import Address, Bounce
from firstline.channels.email.reading.structure import Part, parse

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"(?:^|\D)([45]\d\d)[ -]")
_ADDRESS = re.compile(r"[\w.+=%!#$&'*/?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ORIGINAL_ID = re.compile(r"^[ \t>]*Message-ID:\s*<([^<>\s]{1,900})>", re.IGNORECASE | re.MULTILINE)
_DAEMON = re.compile(r"(?:mailer[._-]?daemon|postmaster|mail-?daemon)", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|has failed|report|delayed|problem)"
    r"|mail delivery (?:failed|system|failure|subsystem)|returned mail|returned to sender"
    r"|failure notice|message (?:could not be|not) delivered|non[- ]?delivery"
    r"|unzustellbar|nicht zugestellt|échec de (?:la )?remise|non remis|no se puede entregar"
    r"|error de entrega|mancato recapito|impossibile recapitare|onbestelbaar|niet bezorgd"
    r"|недоставлен|не доставлено|配信不能|无法投递|退信|warning: could not send message",
    re.IGNORECASE,
)
_DELAY = re.compile(r"delay|warning:|will (?:keep|continue)|verzögert|retard", re.IGNORECASE)
# The address is dead: no such mailbox, no such domain, moved, switched off.
_DEAD = re.compile(r"5\.1\.(?:0|1|2|3|4|6|10)|5\.2\.1|5\.4\.4|5\.0\.\d+")
_DEAD_WORDS = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient)|does(?:n't| not) exist"
    r"|mailbox (?:unavailable|not found)|address rejected|recipient rejected|invalid recipient"
    r"|host (?:or domain name )?not found|account (?:is )?(?:disabled|inactive)|nosuchuser",
    re.IGNORECASE,
)
_ALIVE_WORDS = re.compile(
    r"(?:mailbox|quota|storage)[\w\s-]{0,30}(?:full|exceeded)|over ?quota|too large|spam|blocked"
    r"|policy|blacklist|blocklist|greylist|try again",
    re.IGNORECASE,
)
_LONGEST_TEXT = 50_000


def bounce(
    root: Part, *, sender: Address | None, envelope_sender: str | None, text: str
) -> Bounce | None:
    """What a delivery report says, or nothing when the mail is none."""
    report = next((p for p in root.walk() if p.content_type == "message/delivery-status"), None)
    if report is not None and root.content_type == "multipart/report":
        return _from_report(root, report)
    if _looks_like_report(root.headers, sender, envelope_sender):
        return _from_words(root, text[:_LONGEST_TEXT])
    return None


def _from_report(root: Part, report: Part) -> Bounce | None:
    blocks = [Headers(part.headers.fields) for part in _blocks(report)]
    failed = [block for block in blocks if block.get("action").lower() == "failed"]
    told = failed or [block for block in blocks if block.get("action")] or blocks[-1:]
    if not told:
        return None
    fields = told[0]
    action = fields.get("action").lower()
    if action in ("delivered", "relayed", "expanded"):
        return None
    diagnostic = fields.get("diagnostic-code")
    status = _status(fields.get("status")) or _status(diagnostic) or ""
    return Bounce(
        status=status,
        is_permanent=action == "failed" and _is_dead(status, diagnostic),
        is_delay=action == "delayed",
        recipient=_recipient(fields),
        message_id=_original_id(root),
        diagnostic=_shortened(diagnostic.partition(";")[2] or diagnostic),
    )


def _from_words(root: Part, text: str) -> Bounce:
    headers = root.headers
    failed = headers.get("x-failed-recipients")
    found = _ADDRESS.search(failed) or _ADDRESS.search(text)
    status = _status(text) or _status_of_code(text)
    is_delay = bool(_DELAY.search(headers.text("subject")))
    return Bounce(
        status=status,
        is_permanent=not is_delay and _is_dead(status, text),
        is_delay=is_delay,
        recipient=found[0].lower() if found else "",
        message_id=_original_id(root) or _id_in(text),
        diagnostic=_telling_line(text),
    )


def _looks_like_report(
    headers: Headers, sender: Address | None, envelope_sender: str | None
) -> bool:
    if "x-failed-recipients" in headers:
        return True
    if not _SUBJECT.search(headers.text("subject")[:300]):
        return False
    from_daemon = sender is not None and bool(_DAEMON.search(sender.address))
    return from_daemon or envelope_sender == "" or headers.get("return-path").strip() == "<>"


def _blocks(report: Part) -> list[Part]:
    """Groups of fields, parted by blank lines: the report's own, then one for each recipient."""
    content = report.content.replace(b"\r\n", b"\n").strip(b"\n")
    return [parse(block + b"\n\n") for block in re.split(rb"\n[ \t]*\n", content)[:200]]


def _recipient(fields: Headers) -> str:
    for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
        value = fields.get(name).partition(";")[2] or fields.get(name)
        if match := _ADDRESS.search(value):
            return match[0].lower()
    return ""


def _original_id(root: Part) -> str:
    for part in root.walk():
        if part.content_type in ("message/rfc822", "message/global"):
            return next(iter(message_ids(parse(part.content).headers.all("message-id"))), "")
        if part.content_type in ("text/rfc822-headers", "message/rfc822-headers"):
            return _id_in(decode(part.content[:_LONGEST_TEXT]))
    return ""


def _id_in(text: str) -> str:
    match = _ORIGINAL_ID.search(text)
    return match[1] if match else ""


def _telling_line(text: str) -> str:
    """The line with the code, which mostly has the words as well."""
    lines = text.split("\n")
    told = (line for line in lines if _STATUS.search(line) or _CODE.search(line))
    return _shortened(next(told, ""))


def _shortened(words: str) -> str:
    return " ".join(words.split())[:300]


def _status(value: str) -> str:
    match = _STATUS.search(value)
    return match[1] if match else ""


def _status_of_code(text: str) -> str:
    match = _CODE.search(text)
    return f"{match[1][0]}.0.0" if match else ""


def _is_dead(status: str, words: str) -> bool:
    if status.startswith("4") or _ALIVE_WORDS.search(words):
        return False
    return bool(_DEAD.fullmatch(status) or _DEAD_WORDS.search(words))
