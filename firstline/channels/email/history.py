"""How deliveries read in the history of a ticket."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firstline.desk.history import strong, tells, who
from firstline.platform.events.models import Event


@tells("delivery_failed", icon="mail-warning")
def _failed(event: Event) -> SafeString:
    return format_html(
        _("The mail to {recipients} was not delivered: {reason}"),
        recipients=strong(", ".join(event.data.get("recipients", ()))),
        reason=event.data.get("reason", ""),
    )


@tells("delivery_retried", icon="rotate-ccw")
def _retried(event: Event) -> SafeString:
    return format_html(_("{who} had the mail sent again"), who=who(event))
