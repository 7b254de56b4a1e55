"""The bell on every page of who is signed in, and the page of choices among their account's."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from firstline.platform.accounts.models import Person
from firstline.platform.kept import kept
from firstline.platform.notices.actions import TOPIC
from firstline.platform.notices.queries import bell_of
from firstline.platform.slots import fill


@fill("header.actions", order=10)
def bell(request: HttpRequest, **_: Any) -> str:
    if not isinstance(request.user, Person):
        return ""
    person = request.user
    bell = kept(("bell", person.pk), TOPIC, lambda: bell_of(person))
    return render_to_string("notices/_corner.html", {"bell": bell}, request)


@fill("account.places", order=10)
def place_in_account(request: HttpRequest, **_: Any) -> str:
    return render_to_string("notices/_place.html", {}, request)
