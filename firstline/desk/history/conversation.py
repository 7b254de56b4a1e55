"""What was said, and who took part."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firstline.desk.history.telling import moment_of, name_of, number_of, strong, tells, who
from firstline.desk.time_spent import in_words
from firstline.platform.events.models import Event


@tells("ticket_opened", icon="mail-plus")
def _opened(event: Event) -> SafeString:
    return format_html(_("{who} opened this ticket"), who=who(event))


@tells("customer_wrote", icon="mail")
def _customer_wrote(event: Event) -> SafeString:
    return format_html(_("{who} wrote message {number}"), who=who(event), number=number_of(event))


@tells("time_spent", icon="timer")
def _time_spent(event: Event) -> SafeString:
    minutes = int(event.data.get("minutes", 0))
    return format_html(_("{who} spent {time}"), who=who(event), time=strong(in_words(minutes)))


@tells("reply_sent", icon="reply")
def _replied(event: Event) -> SafeString:
    return format_html(
        _("{who} replied (message {number})"), who=who(event), number=number_of(event)
    )


@tells("note_added", icon="sticky-note")
def _noted(event: Event) -> SafeString:
    return format_html(
        _("{who} added a note (message {number})"), who=who(event), number=number_of(event)
    )


@tells("reply_not_sent", icon="mail-warning")
def _not_sent(event: Event) -> SafeString:
    return format_html(
        _("The reply of {who} was not sent and is a draft again: {reason}"),
        who=who(event),
        reason=event.data.get("reason", ""),
    )


@tells("participant_added", icon="user-plus")
def _copied_in(event: Event) -> SafeString:
    return format_html(
        _("{who} copied in {whom}"), who=who(event), whom=strong(event.data.get("name", ""))
    )


@tells("participant_removed", icon="user-x")
def _left_out(event: Event) -> SafeString:
    return format_html(
        _("{who} no longer copies in {whom}"),
        who=who(event),
        whom=strong(event.data.get("name", "")),
    )


@tells("agent_mentioned", icon="at-sign")
def _mentioned(event: Event) -> SafeString:
    return format_html(
        _("{who} mentioned {whom} (message {number})"),
        who=who(event),
        whom=strong(name_of(event.data.get("agent"))),
        number=number_of(event),
    )


@tells("ticket_followed", icon="eye")
def _followed(event: Event) -> SafeString:
    return format_html(_("{who} follows this"), who=who(event))


@tells("ticket_unfollowed", icon="eye-off")
def _unfollowed(event: Event) -> SafeString:
    return format_html(_("{who} no longer follows this"), who=who(event))


@tells("message_redacted", icon="eraser")
def _redacted(event: Event) -> SafeString:
    return format_html(
        _("{who} made a part of message {number} unreadable"),
        who=who(event),
        number=number_of(event),
    )


@tells("message_made_internal", icon="lock")
def _made_internal(event: Event) -> SafeString:
    return format_html(
        _("{who} made message {number} internal"), who=who(event), number=number_of(event)
    )


@tells("message_made_public_again", icon="lock-open")
def _made_public_again(event: Event) -> SafeString:
    return format_html(
        _("{who} made message {number} public again"), who=who(event), number=number_of(event)
    )


@tells("reply_scheduled", icon="calendar-clock")
def _scheduled(event: Event) -> SafeString:
    return format_html(
        _("{who} scheduled a reply for {moment}"),
        who=who(event),
        moment=strong(moment_of(event.data["at"])),
    )


@tells("schedule_cancelled", icon="calendar-x")
def _unscheduled(event: Event) -> SafeString:
    author = event.data.get("author")
    if author and author["id"] != event.person_id:
        return format_html(
            _("{who} stopped the scheduled reply of {whom}: it is a draft again"),
            who=who(event),
            whom=strong(name_of(author)),
        )
    return format_html(_("{who} stopped the scheduled reply: it is a draft again"), who=who(event))


@tells("draft_shared", icon="users")
def _shared(event: Event) -> SafeString:
    return format_html(_("{who} shared a draft"), who=who(event))


@tells("draft_taken_over", icon="pen-line")
def _taken_over(event: Event) -> SafeString:
    return format_html(
        _("{who} took over the draft of {whom}"),
        who=who(event),
        whom=strong(name_of(event.data.get("from"))),
    )
