"""What happened to a ticket, as sentences. Areas above add their own events with `tells`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstline.desk.models import Priority, Removal, TicketStatus, TicketType
from firstline.platform.events.models import Event
from firstline.platform.ui.times import short_text

Teller = Callable[[Event], SafeString]


@dataclass(frozen=True)
class Happening:
    """One line of the history."""

    id: int
    at: datetime
    icon: str
    sentence: SafeString
    # The merge, split or move that this line tells of, which may still be undone.
    rearrangement: int | None = None


_tellers: dict[str, tuple[str, Teller]] = {}


def tells(name: str, *, icon: str) -> Callable[[Teller], Teller]:
    """Register how events of that name read on the ticket, and their icon."""

    def register(teller: Teller) -> Teller:
        _tellers[name] = (icon, teller)
        return teller

    return register


def told(event: Event) -> Happening:
    """The event as a person reads it."""
    icon, teller = _tellers.get(event.name, ("activity", _by_name))
    return Happening(
        id=event.pk,
        at=event.at,
        icon=icon,
        sentence=teller(event),
        rearrangement=event.data.get("rearrangement"),
    )


def who(event: Event) -> SafeString:
    return strong(event.actor_name)


def strong(words: object) -> SafeString:
    return format_html("<strong>{}</strong>", words)


def _by_name(event: Event) -> SafeString:
    return format_html("{}: {}", who(event), event.name.replace("_", " "))


@tells("ticket_opened", icon="mail-plus")
def _opened(event: Event) -> SafeString:
    return format_html(_("{who} opened this ticket"), who=who(event))


@tells("customer_wrote", icon="mail")
def _customer_wrote(event: Event) -> SafeString:
    return format_html(_("{who} wrote message {number}"), who=who(event), number=_number(event))


@tells("reply_sent", icon="reply")
def _replied(event: Event) -> SafeString:
    return format_html(_("{who} replied (message {number})"), who=who(event), number=_number(event))


@tells("note_added", icon="sticky-note")
def _noted(event: Event) -> SafeString:
    return format_html(
        _("{who} added a note (message {number})"), who=who(event), number=_number(event)
    )


@tells("reply_not_sent", icon="mail-warning")
def _not_sent(event: Event) -> SafeString:
    return format_html(
        _("The reply of {who} was not sent and is a draft again: {reason}"),
        who=who(event),
        reason=event.data.get("reason", ""),
    )


@tells("ticket_assigned", icon="user-round")
def _assigned(event: Event) -> SafeString:
    previous, to = event.data.get("from"), event.data.get("to")
    if to is None:
        return format_html(
            _("{who} took this from {whom}: it belongs to everybody"),
            who=who(event),
            whom=strong(_name(previous)),
        )
    if to["id"] == event.person_id:
        return format_html(_("{who} took this ticket"), who=who(event))
    return format_html(_("{who} assigned this to {whom}"), who=who(event), whom=strong(to["name"]))


@tells("ticket_moved", icon="users")
def _moved(event: Event) -> SafeString:
    to = event.data.get("to")
    if to is None:
        return format_html(
            _("{who} took this out of {group}"),
            who=who(event),
            group=strong(_name(event.data.get("from"))),
        )
    return format_html(_("{who} moved this to {group}"), who=who(event), group=strong(to["name"]))


@tells("status_changed", icon="circle-check")
def _status(event: Event) -> SafeString:
    to = event.data.get("to", "")
    if event.actor_kind == "customer":
        return format_html(_("The message of {who} opened this again"), who=who(event))
    label = event.data.get("called") or _label(TicketStatus, to)
    return format_html(_("{who} set the status to {status}"), who=who(event), status=strong(label))


@tells("priority_changed", icon="flag")
def _priority(event: Event) -> SafeString:
    to = event.data.get("to", "")
    label = _label(Priority, to)
    return format_html(
        _("{who} set the priority to {priority}"), who=who(event), priority=strong(label)
    )


@tells("tags_changed", icon="tag")
def _tags(event: Event) -> SafeString:
    before, after = set(event.data.get("from", ())), set(event.data.get("to", ()))
    added, removed = (strong(", ".join(sorted(tags))) for tags in (after - before, before - after))
    if not before - after:
        return format_html(_("{who} added {tags}"), who=who(event), tags=added)
    if not after - before:
        return format_html(_("{who} removed {tags}"), who=who(event), tags=removed)
    return format_html(
        _("{who} added {added} and removed {removed}"), who=who(event), added=added, removed=removed
    )


@tells("subject_changed", icon="pencil")
def _renamed(event: Event) -> SafeString:
    return format_html(
        _("{who} changed the subject, which was “{previous}”"),
        who=who(event),
        previous=event.data.get("from", ""),
    )


@tells("type_changed", icon="shapes")
def _typed(event: Event) -> SafeString:
    to = event.data.get("to", "")
    if not to:
        return format_html(_("{who} removed the type"), who=who(event))
    return format_html(
        _("{who} set the type to {type}"), who=who(event), type=strong(_label(TicketType, to))
    )


@tells("due_changed", icon="calendar-clock")
def _due(event: Event) -> SafeString:
    to = event.data.get("to")
    if not to:
        return format_html(_("{who} removed the due date"), who=who(event))
    return format_html(
        _("{who} set this due by {moment}"), who=who(event), moment=strong(_moment(to))
    )


@tells("form_changed", icon="clipboard-list")
def _form(event: Event) -> SafeString:
    to = event.data.get("to")
    if to is None:
        return format_html(_("{who} removed the form"), who=who(event))
    return format_html(_("{who} set the form to {form}"), who=who(event), form=strong(_name(to)))


@tells("fields_changed", icon="text-cursor-input")
def _filled_in(event: Event) -> SafeString:
    changes = format_html_join(", ", "{}", ((_change(one),) for one in event.data["changes"]))
    return format_html(_("{who} set {changes}"), who=who(event), changes=changes)


def _change(change: dict[str, Any]) -> SafeString:
    if not change["shown"]:
        return format_html(_("{field} to nothing"), field=change["title"])
    return format_html(
        _("{field} to {value}"), field=change["title"], value=strong(change["shown"])
    )


@tells("ticket_snoozed", icon="alarm-clock")
def _snoozed(event: Event) -> SafeString:
    until = event.data.get("until")
    if not until:
        return format_html(_("{who} snoozed this until the customer writes"), who=who(event))
    return format_html(
        _("{who} snoozed this until {day}"), who=who(event), day=strong(_moment(until))
    )


@tells("ticket_woken", icon="alarm-clock-off")
def _woken(event: Event) -> SafeString:
    if event.actor_kind == "system":
        return format_html(_("The snooze is over"))
    return format_html(_("{who} ended the snooze"), who=who(event))


@tells("ticket_removed", icon="trash-2")
def _removed(event: Event) -> SafeString:
    if event.data.get("to") == Removal.SPAM:
        return format_html(_("{who} marked this as spam"), who=who(event))
    return format_html(_("{who} put this into the bin"), who=who(event))


@tells("ticket_restored", icon="undo-2")
def _restored(event: Event) -> SafeString:
    if event.data.get("from") == Removal.SPAM:
        return format_html(_("{who} said that this is not spam"), who=who(event))
    return format_html(_("{who} took this out of the bin"), who=who(event))


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
        whom=strong(_name(event.data.get("agent"))),
        number=_number(event),
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
        number=_number(event),
    )


@tells("message_made_internal", icon="lock")
def _made_internal(event: Event) -> SafeString:
    return format_html(
        _("{who} made message {number} internal"), who=who(event), number=_number(event)
    )


@tells("message_made_public_again", icon="lock-open")
def _made_public_again(event: Event) -> SafeString:
    return format_html(
        _("{who} made message {number} public again"), who=who(event), number=_number(event)
    )


@tells("reply_scheduled", icon="calendar-clock")
def _scheduled(event: Event) -> SafeString:
    return format_html(
        _("{who} scheduled a reply for {moment}"),
        who=who(event),
        moment=strong(_moment(event.data["at"])),
    )


@tells("schedule_cancelled", icon="calendar-x")
def _unscheduled(event: Event) -> SafeString:
    author = event.data.get("author")
    if author and author["id"] != event.person_id:
        return format_html(
            _("{who} stopped the scheduled reply of {whom}: it is a draft again"),
            who=who(event),
            whom=strong(_name(author)),
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
        whom=strong(_name(event.data.get("from"))),
    )


@tells("tickets_merged", icon="merge")
def _merged(event: Event) -> SafeString:
    # Without numbers: not everybody who reads this may know of those tickets.
    count = len(event.data.get("tickets", ()))
    words = ngettext(
        "{who} merged another ticket into this one",
        "{who} merged {count} tickets into this one",
        count,
    )
    return format_html(words, who=who(event), count=count)


@tells("ticket_merged_away", icon="merge")
def _merged_away(event: Event) -> SafeString:
    return format_html(_("{who} merged this ticket into another one"), who=who(event))


@tells("merge_undone", icon="undo-2")
def _merge_undone(event: Event) -> SafeString:
    return format_html(_("{who} undid the merge"), who=who(event))


@tells("messages_moved_out", icon="split")
def _moved_out(event: Event) -> SafeString:
    count = len(event.data.get("numbers", ()))
    if event.data.get("is_split"):
        words = ngettext(
            "{who} put message {numbers} into a ticket of its own",
            "{who} put messages {numbers} into a ticket of their own",
            count,
        )
    else:
        words = ngettext(
            "{who} moved message {numbers} to another ticket",
            "{who} moved messages {numbers} to another ticket",
            count,
        )
    return format_html(words, who=who(event), numbers=_numbers(event))


@tells("messages_moved_in", icon="split")
def _moved_in(event: Event) -> SafeString:
    words = ngettext(
        "{who} moved message {numbers} here from another ticket",
        "{who} moved messages {numbers} here from another ticket",
        len(event.data.get("numbers", ())),
    )
    return format_html(words, who=who(event), numbers=_numbers(event))


@tells("move_undone", icon="undo-2")
def _move_undone(event: Event) -> SafeString:
    return format_html(_("{who} put the messages back where they were"), who=who(event))


@tells("ticket_linked", icon="link")
def _linked(event: Event) -> SafeString:
    return format_html(_("{who} linked this with another ticket"), who=who(event))


@tells("ticket_unlinked", icon="unlink")
def _unlinked(event: Event) -> SafeString:
    return format_html(_("{who} removed a link with another ticket"), who=who(event))


@tells("follow_up_opened", icon="arrow-up-right")
def _followed_up(event: Event) -> SafeString:
    return format_html(_("{who} opened a follow-up of this ticket"), who=who(event))


@tells("incidents_solved", icon="circle-check")
def _incidents_solved(event: Event) -> SafeString:
    solved = int(event.data.get("solved", 0))
    words = ngettext(
        "{who} solved {count} incident of this problem",
        "{who} solved {count} incidents of this problem",
        solved,
    )
    return format_html(words, who=who(event), count=solved)


def _numbers(event: Event) -> str:
    """The first few, in order."""
    numbers = event.data.get("numbers", ())
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"{shown}, …" if len(numbers) > 5 else shown


def _number(event: Event) -> object:
    return event.data.get("number", "")


def _name(row: dict[str, Any] | None) -> str:
    return "" if row is None else str(row.get("name", ""))


def _label(choices: type[TextChoices], value: str) -> str:
    """The choice's word, or the value itself where it is none any more."""
    return str(choices(value).label) if value in choices.values else value


def _moment(moment: str) -> str:
    return short_text(datetime.fromisoformat(moment))
