"""How the use of macros reads in the history of a ticket."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firstline.desk.history import strong, tells, who
from firstline.platform.events.models import Event


@tells("macro_applied", icon="zap")
def _applied(event: Event) -> SafeString:
    said = format_html(_("{who} used the macro {title}"), who=who(event), title=_title(event))
    refused = event.data.get("refused")
    if not refused:
        return said
    return format_html(_("{said}, without: {refused}"), said=said, refused=" ".join(refused))


@tells("macro_undone", icon="undo-2")
def _undone(event: Event) -> SafeString:
    return format_html(_("{who} undid the macro {title}"), who=who(event), title=_title(event))


def _title(event: Event) -> SafeString:
    return strong(str(event.data.get("title", "")).replace("::", " › "))
