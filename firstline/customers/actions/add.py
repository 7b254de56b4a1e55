"""Customers and organisations that somebody writes down by hand."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from firstline.customers import rules
from firstline.customers.actions.arrive import customer_at
from firstline.customers.actions.describe import set_domains
from firstline.customers.actions.identities import add_phone
from firstline.customers.actions.locking import locked_organisation
from firstline.customers.actions.memberships import join
from firstline.customers.errors import BadFact, FactIsTaken, OrganisationIsNotEmpty
from firstline.customers.events import CustomerAdded, OrganisationAdded, OrganisationDeleted
from firstline.customers.models import Customer, Organisation
from firstline.platform.accounts.addresses import checked
from firstline.platform.accounts.models import Identity, Person
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish


@transaction.atomic
def add_customer(
    *,
    name: str,
    address: str = "",
    phone: str = "",
    language: str = "",
    organisation: Organisation | None = None,
    by: Actor,
) -> Customer:
    """Somebody who has not written yet; a name and one way to reach them."""
    rules.must_change(by)
    name, language = rules.clean_name(name), rules.clean_language(language)
    if not address.strip() and not phone.strip():
        raise BadFact(_("Give a mail address or a phone number, so that this person can be found."))
    if address.strip():
        address = checked(address)
        owner = Identity.objects.at(address).select_related("person").first()
        if owner is not None and Customer.objects.filter(pk=owner.person_id).exists():
            raise FactIsTaken(
                _("%(address)s belongs to %(name)s already.")
                % {"address": address, "name": owner.person.display_name}
            )
        customer = customer_at(address, name=name, language=language)
    else:
        person = Person.objects.create_person(name=name, email=None, language=language)
        customer = Customer.objects.create(person=person)
    publish(CustomerAdded(customer=customer, by=by))
    if phone.strip():
        add_phone(customer, number=phone, by=by)
    if organisation is not None and organisation.pk != customer.organisation_id:
        join(customer, organisation=organisation, by=by, as_default=True)
    return Customer.objects.select_related("person", "organisation").get(pk=customer.pk)


@transaction.atomic
def add_organisation(name: str, *, domains: Sequence[str] = (), by: Actor) -> Organisation:
    rules.must_change(by)
    organisation = Organisation(name=rules.clean_name(name))
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise FactIsTaken(
            _("There is already an organisation called “%s”.") % organisation.name
        ) from error
    set_domains(organisation, domains)
    publish(OrganisationAdded(organisation=organisation, by=by))
    return organisation


@transaction.atomic
def organisation_called(name: str, *, by: Actor) -> Organisation:
    """The organisation of that name, whatever its capitals; made when there is none."""
    rules.must_change(by)
    known = Organisation.objects.present().filter(name__iexact=rules.clean_name(name))
    found: Organisation | None = known.order_by("pk").first()
    return found or add_organisation(name, by=by)


@transaction.atomic
def delete_organisation(organisation: Organisation, *, by: Actor) -> None:
    """Only one that never had people or tickets; any other becomes part of another by a merge."""
    rules.must_change(by)
    organisation = locked_organisation(organisation)
    ident = organisation.pk
    try:
        with transaction.atomic():
            organisation.delete()
    except IntegrityError as error:
        raise _not_empty(organisation) from error
    publish(OrganisationDeleted(organisation=organisation, ident=ident, by=by))


def _not_empty(organisation: Organisation) -> OrganisationIsNotEmpty:
    return OrganisationIsNotEmpty(
        _(
            "%s has people or tickets, or had some, and they are part of its history."
            " Merge it into another organisation instead."
        )
        % organisation
    )
