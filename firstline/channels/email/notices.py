"""Telling the writer of a reply that it did not arrive."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstline.channels.email.events import DeliveryFailed
from firstline.desk.notices import tell
from firstline.platform.events.publishing import subscribe
from firstline.platform.notices.kinds import Channel, Kind, register_kind

NOT_DELIVERED = register_kind(
    Kind(
        key="email.not_delivered",
        label=gettext_lazy("A reply of mine could not be delivered"),
        sentence=lambda _count, _actor: _("Your reply did not reach everybody"),
        in_short=lambda topic: _("A reply on %s did not arrive") % topic,
        usual=frozenset({Channel.APP, Channel.MAIL, Channel.PUSH}),
    )
)


@subscribe(DeliveryFailed)
def tell_of_failed_delivery(event: DeliveryFailed) -> None:
    """Its writer, and whoever has the ticket now."""
    message = event.mail.message or event.mail.side_message
    writer = message.author_id if message is not None else None
    tell(event.ticket, [writer, event.ticket.assignee_id], NOT_DELIVERED, by=event.by)
