"""Why a mail met its fate: codes in the row, sentences for people."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    code: str
    detail: str = ""

    def as_row(self) -> dict[str, str]:
        return asdict(self)


_SENTENCES = {
    "new_conversation": _("It answers nothing that we know."),
    "signed_address": _("It came to the signed reply address of ticket #%(detail)s."),
    "side_address": _("It came to the signed address of side conversation %(detail)s."),
    "answers_side_mail": _("It answers our mail <%(detail)s> of a side conversation."),
    "not_written_to": _("Nobody wrote to %(detail)s there, so it is marked."),
    "answers_our_mail": _("It answers our mail <%(detail)s>."),
    "answers_received_mail": _("It refers to the received mail <%(detail)s>."),
    "answered_by_received_mail": _("A mail received earlier answers it."),
    "participant": _("%(detail)s takes part in that ticket."),
    "stranger": _("%(detail)s takes no part in the ticket it refers to, so it did not join."),
    "agent_unverified": _("%(detail)s is an agent's address, but nothing proves the sender."),
    "ticket_closed": _("Ticket #%(detail)s is closed, so a follow-up was opened."),
    "reply_to_used": _("The sender is no customer, so %(detail)s from Reply-To is."),
    "automatic": _("No person wrote it: %(detail)s."),
    "bounce": _("It reports on our mail to %(detail)s."),
    "bounce_unknown": _("It reports on a mail that we do not know."),
    "answer_to_notice": _("It came to where our notices come from, %(detail)s."),
    "own_mail": _("Our own mail <%(detail)s> came back."),
    "own_address": _("It claims to come from our own address %(detail)s."),
    "too_many_hops": _("It was passed on %(detail)s times, so it goes in circles."),
    "same_mail": _("The same mail was received before, as number %(detail)s."),
    "blocked": _("%(detail)s is blocked. Let them write again, then have this read once more."),
    "no_sender": _("Its author is not clear: %(detail)s."),
    "refused": _("It cannot be read: %(detail)s."),
    "never_read": _("Reading it failed again and again."),
}


def sentence(row: dict[str, str]) -> str:
    """The reason in the reader's language."""
    template = _SENTENCES.get(row["code"])
    return str(template) % {"detail": row["detail"]} if template else row["code"]


def sentences(rows: list[dict[str, str]]) -> list[str]:
    return [sentence(row) for row in rows]
