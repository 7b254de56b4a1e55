"""What the desk makes of a mail, as one line of JSON; nothing is stored and nobody is asked."""

import hashlib
import json
from typing import Any

from firstline.channels.email.inbound.reasons import Reason, sentences
from firstline.channels.email.models import Fate
from firstline.channels.email.reading import Address, AttachedFile, MailRefused, ParsedMail
from firstline.channels.email.reading.child import read_safely


def explain(raw: bytes, *, file: str = "") -> str:
    """The words of the flight recorder, for scripts and for tests on real mail."""
    try:
        found = _described(read_safely(raw))
    except MailRefused as refused:
        reason = Reason("refused", refused.sentence)
        found = {"fate": _fate(Fate.QUARANTINED, [reason]), "steps": []}
    return json.dumps({"file": file, **found}, ensure_ascii=False)


def _described(mail: ParsedMail) -> dict[str, Any]:
    return {
        "subject": mail.subject,
        "from": _address(mail.sender) if mail.sender else None,
        "reply_to": _address(mail.reply_to[0]) if mail.reply_to else None,
        "to": [_address(one) for one in mail.to],
        "cc": [_address(one) for one in mail.cc],
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id or None,
        "in_reply_to": mail.in_reply_to[0] if mail.in_reply_to else None,
        "references": list(mail.references),
        "text": mail.text,
        "new_text": mail.new_text,
        "html": mail.html,
        "attachments": [_file(one) for one in mail.attachments],
        "automatic": mail.automatic.kind if mail.automatic else False,
        "bounce": _bounce(mail),
        "authentication": None,
        "steps": _steps(mail),
        "fate": _first_fate(mail),
    }


def _address(one: Address) -> dict[str, str]:
    return {"name": one.name, "address": one.address}


def _file(one: AttachedFile) -> dict[str, Any]:
    return {
        "name": one.name,
        "content_type": one.content_type,
        "size": len(one.content),
        "md5": hashlib.md5(one.content, usedforsecurity=False).hexdigest(),
        "sha256": hashlib.sha256(one.content).hexdigest(),
        "inline": one.is_inline,
    }


def _bounce(mail: ParsedMail) -> dict[str, Any] | None:
    if mail.bounce is None:
        return None
    return {
        "status": mail.bounce.status,
        "permanent": mail.bounce.is_permanent,
        "recipient": mail.bounce.recipient,
        "message_id": mail.bounce.message_id or None,
    }


def _steps(mail: ParsedMail) -> list[dict[str, str]]:
    """What each step of the reading found."""
    quoted = f"{len(mail.new_text)} characters new, {len(mail.quoted_text)} quoted"
    found = {
        "parse": f"{len(mail.attachments)} attachments, {len(mail.text)} characters of text",
        "sender": mail.sender.address if mail.sender else mail.sender_problem,
        "loop": f"passed on {mail.hops} times",
        "automatic": mail.automatic.reason if mail.automatic else "written by a person",
        "bounce": mail.bounce.status or "unknown status" if mail.bounce else "no delivery report",
        "quotes": quoted,
        "html": f"{mail.remote_images} remote pictures held back",
    }
    return [{"step": step, "found": what} for step, what in found.items()]


def _first_fate(mail: ParsedMail) -> dict[str, Any]:
    """The fate on an empty desk."""
    if mail.bounce is not None:
        return _fate(Fate.BOUNCE, [Reason("bounce_unknown")])
    if mail.sender is None:
        return _fate(Fate.QUARANTINED, [Reason("no_sender", mail.sender_problem)])
    if mail.automatic is not None:
        reason = Reason("automatic", mail.automatic.reason)
        if mail.is_automatic_answer:
            return _fate(Fate.AUTOMATIC, [reason])
        return _fate(Fate.OPENED, [reason, Reason("new_conversation")])
    return _fate(Fate.OPENED, [Reason("new_conversation")])


def _fate(fate: Fate, reasons: list[Reason]) -> dict[str, Any]:
    rows = [reason.as_row() for reason in reasons]
    return {"fate": fate.value, "reasons": sentences(rows), "codes": [row["code"] for row in rows]}
