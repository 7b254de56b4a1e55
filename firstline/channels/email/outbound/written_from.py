"""Which of their addresses people wrote from last: that is where they read the answer."""

from django.db.models import F
from django.db.models.functions import Lower

from firstline.channels.email.models import InboundMail
from firstline.desk.models import Ticket
from firstline.platform.accounts.models import IdentityKind

# Who wrote before that is answered at the main address.
_LOOKED_AT = 50


def written_from(ticket: Ticket) -> dict[int, str]:
    """By the person's id, from their latest mails of the ticket, as far as the address is theirs.

    A mail that only claims to be theirs, and an address that is somebody else's now, say nothing.
    """
    latest = InboundMail.objects.filter(ticket=ticket).order_by("-pk").values("pk")[:_LOOKED_AT]
    mails = (
        InboundMail.objects.filter(pk__in=latest, message__is_unverified=False)
        .annotate(address=Lower("sender_address"))
        .filter(
            message__author__identities__kind=IdentityKind.EMAIL,
            message__author__identities__value=F("address"),
        )
        .order_by("message__author", "-pk")
        .distinct("message__author")
    )
    return dict(mails.values_list("message__author", "address"))
