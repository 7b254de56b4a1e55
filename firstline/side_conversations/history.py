"""How side conversations read in the history of their ticket."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firstline.desk.history import strong, tells, who
from firstline.platform.events.models import Event


@tells("side_conversation_begun", icon="messages-square")
def _begun(event: Event) -> SafeString:
    return format_html(
        _("{who} asked {whom} on the side: {subject}"),
        who=who(event),
        whom=_people(event),
        subject=_subject(event),
    )


@tells("side_message_sent", icon="messages-square")
def _sent(event: Event) -> SafeString:
    return format_html(
        _("{who} wrote to {whom} on the side: {subject}"),
        who=who(event),
        whom=_people(event),
        subject=_subject(event),
    )


@tells("side_message_received", icon="messages-square")
def _received(event: Event) -> SafeString:
    sentence = (
        _("An automatic answer of {who} came on the side: {subject}")
        if event.data.get("is_automatic")
        else _("{who} answered on the side: {subject}")
    )
    return format_html(sentence, who=strong(event.data.get("from", "")), subject=_subject(event))


@tells("side_conversation_done", icon="circle-check")
def _done(event: Event) -> SafeString:
    return format_html(
        _("{who} marked the side conversation {subject} as done"),
        who=who(event),
        subject=_subject(event),
    )


@tells("side_conversation_reopened", icon="rotate-ccw")
def _reopened(event: Event) -> SafeString:
    return format_html(
        _("{who} took up the side conversation {subject} again"),
        who=who(event),
        subject=_subject(event),
    )


@tells("side_messages_redacted", icon="eraser")
def _redacted(event: Event) -> SafeString:
    return format_html(
        _("The same was made unreadable in the side conversation {subject}"),
        subject=_subject(event),
    )


def _people(event: Event) -> SafeString:
    return strong(", ".join(event.data.get("to", ())))


def _subject(event: Event) -> SafeString:
    """The way there, which also leads to the ticket that it went to since."""
    address = reverse("side_conversation", args=[event.subject_id, event.data["conversation"]])
    return format_html('<a href="{}">{}</a>', address, event.data.get("subject", ""))
