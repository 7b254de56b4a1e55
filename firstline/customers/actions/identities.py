"""The addresses and numbers of a person."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from firstline.customers import rules
from firstline.customers.actions.locking import locked_customer
from firstline.customers.errors import BadFact, FactIsTaken
from firstline.customers.events import (
    IdentityAdded,
    IdentityRemoved,
    IdentityVerified,
    MainIdentityChanged,
)
from firstline.customers.models import Customer
from firstline.customers.phones import checked_number
from firstline.platform.accounts.addresses import checked
from firstline.platform.accounts.models import Identity, IdentityKind
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish


@transaction.atomic
def add_address(customer: Customer, *, address: str, by: Actor) -> Identity:
    """Mail from there is theirs from now on; it becomes the main address of who has none."""
    rules.must_change(by)
    customer = locked_customer(customer)
    address = checked(address)
    known = Identity.objects.at(address).select_related("person").first()
    if known is not None and known.person_id == customer.pk:
        return known
    if known is not None:
        raise _taken(address, known.person.display_name)
    if customer.person.email is None:
        identity = _make_first_address(customer, address)
    else:
        identity = _make(customer, IdentityKind.EMAIL, address)
    publish(IdentityAdded(customer=customer, identity=identity, by=by))
    return identity


@transaction.atomic
def add_phone(customer: Customer, *, number: str, by: Actor) -> Identity:
    """The first is the main one. Several people may share a number."""
    rules.must_change(by)
    customer = locked_customer(customer)
    value = checked_number(number)
    phones = Identity.objects.phones().filter(person=customer.person)
    known = phones.filter(value=value).first()
    if known is not None:
        return known
    identity = _make(customer, IdentityKind.PHONE, value, is_primary=not phones.exists())
    publish(IdentityAdded(customer=customer, identity=identity, by=by))
    return identity


@transaction.atomic
def make_main(customer: Customer, *, identity: Identity, by: Actor) -> Identity:
    """The main address is for signing in and for mail; the earlier one stays as a further one."""
    rules.must_change(by)
    customer = locked_customer(customer)
    identity = _own(customer, identity)
    if identity.is_primary:
        return identity
    siblings = Identity.objects.filter(person=customer.person, kind=identity.kind)
    previous = siblings.filter(is_primary=True).values_list("value", flat=True).first() or ""
    if identity.is_address:
        # The database swaps the rows.
        customer.person.email = identity.value
        customer.person.save(update_fields=["email"])
    else:
        siblings.update(is_primary=False)
        siblings.filter(pk=identity.pk).update(is_primary=True)
    identity.refresh_from_db()
    publish(MainIdentityChanged(customer=customer, identity=identity, previous=previous, by=by))
    return identity


@transaction.atomic
def verify_identity(customer: Customer, *, identity: Identity, by: Actor) -> Identity:
    """Somebody has made sure that it is theirs."""
    rules.must_change(by)
    customer = locked_customer(customer)
    identity = _own(customer, identity)
    if not identity.is_verified:
        identity.is_verified = True
        identity.save(update_fields=["is_verified"])
        publish(IdentityVerified(customer=customer, identity=identity, by=by))
    return identity


@transaction.atomic
def remove_identity(customer: Customer, *, identity: Identity, by: Actor) -> None:
    """Mail from there is somebody new's from now on. The main address gives way only to another."""
    rules.must_change(by)
    customer = locked_customer(customer)
    identity = _own(customer, identity)
    if identity.is_primary and identity.is_address:
        raise BadFact(_("This is the main address. Make another one the main address first."))
    publish(IdentityRemoved(customer=customer, identity=identity, by=by))
    identity.delete()
    if identity.is_primary:
        following = Identity.objects.phones().filter(person=customer.person).order_by("pk")[:1]
        Identity.objects.filter(pk__in=following.values("pk")).update(is_primary=True)


def _make_first_address(customer: Customer, address: str) -> Identity:
    customer.person.email = address
    try:
        with transaction.atomic():
            customer.person.save(update_fields=["email"])
    except IntegrityError as error:
        raise _taken(address) from error
    found: Identity = Identity.objects.at(address).get()
    return found


def _make(customer: Customer, kind: str, value: str, *, is_primary: bool = False) -> Identity:
    if Identity.objects.filter(person=customer.person).count() >= rules.MOST_IDENTITIES:
        raise BadFact(_("A person can have %d addresses and numbers.") % rules.MOST_IDENTITIES)
    identity = Identity(person=customer.person, kind=kind, value=value, is_primary=is_primary)
    try:
        with transaction.atomic():
            identity.save()
    except IntegrityError as error:
        raise _taken(value) from error
    return identity


def _own(customer: Customer, identity: Identity) -> Identity:
    found: Identity | None = Identity.objects.filter(person_id=customer.pk, pk=identity.pk).first()
    if found is None:
        raise BadFact(_("This address or number is not theirs any more."))
    return found


def _taken(address: str, name: str = "") -> FactIsTaken:
    if name:
        return FactIsTaken(
            _("%(address)s belongs to %(name)s. If that is the same person, merge the two.")
            % {"address": address, "name": name}
        )
    return FactIsTaken(_("%s has just been given to somebody else.") % address)
