"""Whose the ticket was, how it stood, and what was known of it."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firstline.desk.history.telling import label_of, moment_of, name_of, strong, tells, who
from firstline.desk.models import Priority, Removal, TicketStatus, TicketType
from firstline.platform.events.models import Event


@tells("ticket_assigned", icon="user-round")
def _assigned(event: Event) -> SafeString:
    previous, to = event.data.get("from"), event.data.get("to")
    if to is None:
        return format_html(
            _("{who} took this from {whom}: it belongs to everybody"),
            who=who(event),
            whom=strong(name_of(previous)),
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
            group=strong(name_of(event.data.get("from"))),
        )
    return format_html(_("{who} moved this to {group}"), who=who(event), group=strong(to["name"]))


@tells("status_changed", icon="circle-check")
def _status(event: Event) -> SafeString:
    to = event.data.get("to", "")
    if event.actor_kind == "customer":
        return format_html(_("The message of {who} opened this again"), who=who(event))
    label = event.data.get("called") or label_of(TicketStatus, to)
    return format_html(_("{who} set the status to {status}"), who=who(event), status=strong(label))


@tells("priority_changed", icon="flag")
def _priority(event: Event) -> SafeString:
    to = event.data.get("to", "")
    label = label_of(Priority, to)
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
        _("{who} set the type to {type}"), who=who(event), type=strong(label_of(TicketType, to))
    )


@tells("due_changed", icon="calendar-clock")
def _due(event: Event) -> SafeString:
    to = event.data.get("to")
    if not to:
        return format_html(_("{who} removed the due date"), who=who(event))
    return format_html(
        _("{who} set this due by {moment}"), who=who(event), moment=strong(moment_of(to))
    )


@tells("form_changed", icon="clipboard-list")
def _form(event: Event) -> SafeString:
    to = event.data.get("to")
    if to is None:
        return format_html(_("{who} removed the form"), who=who(event))
    return format_html(_("{who} set the form to {form}"), who=who(event), form=strong(name_of(to)))


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
        _("{who} snoozed this until {day}"), who=who(event), day=strong(moment_of(until))
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
