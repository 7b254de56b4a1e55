from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from firstline.platform.accounts.errors import WeakPassword
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.sessions import end_sessions


def describe(person: Person, *, name: str, language: str, time_zone: str) -> Person:
    """What people say about themselves; "" for language or time zone means as the browser says."""
    person.name = name
    person.language = language
    person.time_zone = time_zone
    person.save(update_fields=["name", "language", "time_zone"])
    return person


@transaction.atomic
def forget_second_step(person: Person) -> int:
    """For somebody who lost phone, passkey and recovery codes; says how many were forgotten."""
    forgotten: int = Authenticator.objects.filter(user=person).count()
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    return forgotten


def choose_password(person: Person, password: str) -> Person:
    """For somebody new, who has no sessions yet. Short, common and too similar ones are refused."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
    person.set_password(password)
    person.save(update_fields=["password"])
    return person
