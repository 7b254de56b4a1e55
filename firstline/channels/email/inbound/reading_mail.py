"""Reading a received mail: in a child process first, then in one transaction."""

import hashlib

from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from firstline.channels.email.inbound.deciding import decide
from firstline.channels.email.inbound.evidence import mentions
from firstline.channels.email.inbound.filing import carry_out
from firstline.channels.email.inbound.reasons import Reason
from firstline.channels.email.models import Fate, InboundMail
from firstline.channels.email.reading import MailRefused, ParsedMail
from firstline.channels.email.reading.child import read_safely
from firstline.platform.clock import now
from firstline.platform.nudges import nudge

_MOST_LOCKS = 20
_TASK = "channels.email.jobs.read_mail"


def read_mail(mail_id: int) -> None:
    """Give a waiting mail its fate. Running it again changes nothing."""
    mail = InboundMail.objects.get(pk=mail_id)
    if mail.fate != Fate.WAITING:
        return
    try:
        parsed = read_safely(bytes(mail.raw), envelope_sender=mail.envelope_sender)
    except MailRefused as refused:
        quarantine(mail_id, Reason("refused", refused.sentence))
        return
    _file(mail_id, parsed)


def quarantine_never_read() -> None:
    """A mail whose reading was given up as failed must not wait unseen (R09, R20)."""
    given_up = _asked_to_read("failed") - _asked_to_read("todo", "doing")
    waiting = InboundMail.objects.waiting().filter(pk__in=given_up)
    for mail_id in waiting.values_list("pk", flat=True):
        quarantine(mail_id, Reason("never_read"))


def _asked_to_read(*states: str) -> set[int]:
    jobs = ProcrastinateJob.objects.filter(task_name=_TASK, status__in=states)
    return set(jobs.values_list("args__mail_id", flat=True))


@transaction.atomic
def quarantine(mail_id: int, reason: Reason) -> None:
    mail = _held(mail_id)
    if mail.fate == Fate.WAITING:
        mail.fate = Fate.QUARANTINED
        mail.reasons = [reason.as_row()]
        mail.read_at = now()
        mail.save(update_fields=["fate", "reasons", "read_at"])
        nudge("received")


@transaction.atomic
def _file(mail_id: int, parsed: ParsedMail) -> None:
    _take_turns(parsed)
    mail = _held(mail_id)
    if mail.fate != Fate.WAITING:
        return
    _note_facts(mail, parsed)
    carry_out(mail, parsed, decide(mail, parsed))
    mail.read_at = now()
    mail.save(update_fields=_WRITTEN)
    nudge("received")


_WRITTEN = [
    *("fate", "reasons", "read_at", "ticket", "message", "reported", "subject", "sender_name"),
    "side_message",
    *("sender_address", "internet_message_id", "mentions", "essence", "automatic"),
]


def _held(mail_id: int) -> InboundMail:
    mail: InboundMail = (
        InboundMail.objects.without_raw().select_for_update(of=("self",)).get(pk=mail_id)
    )
    return mail


def _take_turns(parsed: ParsedMail) -> None:
    """Mails of one thread are filed one after the other, so that each sees those before it."""
    ids = sorted(
        {parsed.message_id, *mentions(parsed)[:_MOST_LOCKS], *parsed.references[:1]} - {""}
    )
    with connection.cursor() as cursor:
        for one in ids:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [one])


def _note_facts(mail: InboundMail, parsed: ParsedMail) -> None:
    mail.subject = parsed.subject
    if parsed.sender is not None:
        mail.sender_name = parsed.sender.name
        mail.sender_address = parsed.sender.address
    mail.internet_message_id = parsed.message_id
    mail.mentions = mentions(parsed)
    mail.essence = _essence(parsed)
    mail.automatic = parsed.automatic.kind if parsed.automatic else ""


def _essence(parsed: ParsedMail) -> str:
    """A hash of what the writer sent: the same for each delivery, whatever way it took."""
    digest = hashlib.sha256()
    sender = parsed.sender.address if parsed.sender else ""
    date = parsed.date.isoformat() if parsed.date else ""
    for piece in (parsed.message_id, sender, date, parsed.subject, parsed.text):
        digest.update(hashlib.sha256(piece.encode()).digest())
    for file in parsed.attachments:
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()
