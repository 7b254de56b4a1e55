"""How tickets came together and apart."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstline.desk.history.telling import numbers_of, tells, who
from firstline.platform.events.models import Event


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
    return format_html(words, who=who(event), numbers=numbers_of(event))


@tells("messages_moved_in", icon="split")
def _moved_in(event: Event) -> SafeString:
    words = ngettext(
        "{who} moved message {numbers} here from another ticket",
        "{who} moved messages {numbers} here from another ticket",
        len(event.data.get("numbers", ())),
    )
    return format_html(words, who=who(event), numbers=numbers_of(event))


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
