from django.contrib.auth.hashers import make_password
from django.db import transaction

from firstline.customers.models import Customer, Organisation
from firstline.platform.accounts.addresses import normalised
from firstline.platform.accounts.models import Person


@transaction.atomic
def customer_at(address: str, *, name: str = "", language: str = "") -> Customer:
    """The customer who writes from this address, made when new. Safe when two mails arrive at once.

    A known person keeps their name: a display name in a mail is a claim.
    """
    address = normalised(address)
    Person.objects.bulk_create(
        [
            Person(
                name=name.strip()[:200] or address.partition("@")[0],
                email=address,
                language=language,
                password=make_password(None),
            )
        ],
        ignore_conflicts=True,
    )
    person = Person.objects.get(email=address)
    Customer.objects.bulk_create(
        [Customer(person=person, organisation=_organisation_of(address))], ignore_conflicts=True
    )
    return Customer.objects.select_related("person", "organisation").get(pk=person.pk)


def _organisation_of(address: str) -> Organisation | None:
    domain = address.rpartition("@")[2]
    return Organisation.objects.filter(domains__contains=[domain]).order_by("pk").first()
