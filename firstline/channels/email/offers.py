"""Where mail is looked after."""

from django.utils.translation import gettext_lazy as _

from firstline.team.rights import Right
from firstline.team.settings import CHANNELS, offer

offer(
    "received-mail",
    _("Received mail"),
    _("Every mail that came in, and what became of it."),
    icon="mail-open",
    section=CHANNELS,
    to="received",
    words=_("inbound suspended email spam quarantine"),
    right=Right.MAIL,
)
offer(
    "outbox",
    _("Outbox"),
    _("Every mail that goes out, and whether it has left."),
    icon="send",
    section=CHANNELS,
    to="outbox",
    words=_("outbound email relay smtp delivery failed"),
    right=Right.MAIL,
)
