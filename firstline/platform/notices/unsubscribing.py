"""The link at the end of each mail: it needs no sign-in, and can do nothing but end the mail."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from firstline.platform.accounts.models import Person

_SALT = "firstline.platform.notices.unsubscribing"


def unsubscribe_address(person: Person) -> str:
    token = signing.dumps([person.pk, person.email], salt=_SALT)
    return settings.BASE_URL + reverse("unsubscribe", args=[token])


def person_of(token: str) -> Person | None:
    """Whose mail the link ends; nobody's when it is forged or the address has changed hands."""
    try:
        ident, address = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Person.objects.filter(pk=ident, email=address).first()
