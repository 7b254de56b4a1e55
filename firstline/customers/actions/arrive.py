"""People come by writing to us: whoever writes is found, or made when new."""

from contextlib import suppress

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from firstline.customers.domains import domain_of
from firstline.customers.models import Customer, Membership, OrganisationDomain
from firstline.platform.accounts.addresses import normalised
from firstline.platform.accounts.models import Identity, Person
from firstline.platform.clock import now

# Shared between mails that arrive at once, but not with a merge, which waits for them.
_HOLD = "SELECT merged_into_id FROM customers_customer WHERE person_id = %s FOR KEY SHARE"


@transaction.atomic
def customer_at(address: str, *, name: str = "", language: str = "") -> Customer:
    """The customer who writes from this address, made when new. Safe when two mails arrive at once.

    A known person keeps their name: a display name in a mail is a claim.
    """
    address = normalised(address)
    while True:
        person_id = _owner_of(address) or _newcomer(address, name=name, language=language)
        if _hold(person_id, address):
            break
    return Customer.objects.select_related("person", "organisation").get(pk=person_id)


def _owner_of(address: str) -> int | None:
    return Identity.objects.at(address).values_list("person_id", flat=True).first()


def _newcomer(address: str, *, name: str, language: str) -> int:
    person = Person(
        name=name.strip()[:200] or address.partition("@")[0],
        email=address,
        language=language,
        password=make_password(None),
    )
    # It may have become somebody's further address a moment ago; then that person is found.
    with suppress(IntegrityError), transaction.atomic():
        Person.objects.bulk_create([person], ignore_conflicts=True)
    owner = _owner_of(address)
    assert owner is not None
    return owner


def _hold(person_id: int, address: str) -> bool:
    """Keep a merge from taking the customer away; False when one has done so already."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [person_id])
        row = cursor.fetchone()
        if row is None:
            _become_customer(person_id, address)
            cursor.execute(_HOLD, [person_id])
            row = cursor.fetchone()
    assert row is not None
    return row[0] is None


def _become_customer(person_id: int, address: str) -> None:
    """A person writes for the first time: they belong where mail from their domain comes from."""
    found = OrganisationDomain.objects.filter(domain=domain_of(address))
    domain = found.select_related("organisation").first()
    organisation = domain.organisation if domain else None
    Customer.objects.bulk_create(
        [Customer(person_id=person_id, organisation=organisation)], ignore_conflicts=True
    )
    if organisation is not None:
        membership = Membership(
            customer_id=person_id,
            organisation=organisation,
            began_on=now().date(),
            sees=organisation.members_see,
        )
        Membership.objects.bulk_create([membership], ignore_conflicts=True)
