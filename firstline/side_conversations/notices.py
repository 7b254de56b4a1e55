"""Who hears that somebody outside has answered."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from firstline.desk.notices import tell
from firstline.platform.events.actors import System
from firstline.platform.events.publishing import subscribe
from firstline.platform.notices.kinds import Channel, Kind, register_kind
from firstline.side_conversations.concerned import concerned_by
from firstline.side_conversations.events import SideMessageReceived

ANSWERED = register_kind(
    Kind(
        key="side.answered",
        label=gettext_lazy("Somebody answers in a side conversation"),
        sentence=lambda count, actor: (
            ngettext(
                "%(actor)s answered on the side",
                "%(count)d answers on the side, the last by %(actor)s",
                count,
            )
            % {"actor": actor, "count": count}
        ),
        in_short=lambda topic: _("An answer on the side of %s") % topic,
        usual=frozenset({Channel.APP, Channel.MAIL, Channel.PUSH}),
    )
)


@subscribe(SideMessageReceived)
def tell_of_answer(event: SideMessageReceived) -> None:
    """Who has the ticket, who follows it and who asked; a program's answer is no news."""
    message = event.message
    if message.is_automatic:
        return
    outsider = System(actor_name=message.sender_name or message.sender_address)
    tell(event.ticket, concerned_by(event.conversation, event.ticket), ANSWERED, by=outsider)
