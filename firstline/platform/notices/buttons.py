"""What pages of other areas show of notices."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.platform.accounts.models import Person
from firstline.platform.notices.models import Mute


def mute_button(request: HttpRequest, topic: tuple[str, int]) -> str:
    """Hear no more of one topic, or again; for a page of that topic."""
    kind, ident = topic
    if not isinstance(request.user, Person):
        return ""
    mutes = Mute.objects.filter(topic_kind=kind, topic_id=ident, person=request.user)
    context = {"topic_kind": kind, "topic_id": ident, "is_muted": mutes.exists()}
    return render_to_string("notices/_mute.html", context, request)
