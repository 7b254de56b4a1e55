"""Who belongs to which organisation, since when, until when, and what they see of the others."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from firstline.customers import rules
from firstline.customers.actions.identities import add_address, make_main
from firstline.customers.actions.locking import locked_customer
from firstline.customers.errors import BadFact
from firstline.customers.events import (
    DefaultOrganisationChanged,
    JoinedOrganisation,
    LeftOrganisation,
    SightChanged,
)
from firstline.customers.models import Customer, Membership, Organisation, Sight
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish


@transaction.atomic
def join(
    customer: Customer,
    *,
    organisation: Organisation,
    by: Actor,
    on: date | None = None,
    as_default: bool = False,
) -> Membership:
    """Make them a member; the first organisation is their default."""
    rules.must_change(by)
    customer = locked_customer(customer)
    organisation = _present(organisation)
    known = customer.memberships.current().filter(organisation=organisation).first()
    if known is None:
        known = Membership.objects.create(
            customer=customer,
            organisation=organisation,
            began_on=rules.clean_day(on or now().date()),
            sees=organisation.members_see,
        )
        publish(JoinedOrganisation(customer=customer, membership=known, by=by))
    if as_default or customer.organisation_id is None:
        _make_default(customer, organisation, by=by)
    return known


@transaction.atomic
def leave(membership: Membership, *, by: Actor, on: date | None = None) -> Membership:
    """They work there no longer. Their tickets of that time stay with the organisation."""
    rules.must_change(by)
    customer = locked_customer(membership.customer)
    membership = _current(customer, membership)
    day = rules.clean_day(on or now().date())
    if membership.began_on and day < membership.began_on:
        raise BadFact(
            _("They came to %(organisation)s on %(day)s, which is later than that.")
            % {"organisation": membership.organisation, "day": membership.began_on.isoformat()}
        )
    membership.ended_on = day
    membership.save(update_fields=["ended_on"])
    publish(LeftOrganisation(customer=customer, membership=membership, by=by))
    if customer.organisation_id == membership.organisation_id:
        following = customer.memberships.current().select_related("organisation").order_by("pk")
        other = following.first()
        _make_default(customer, other.organisation if other else None, by=by)
    return membership


@transaction.atomic
def make_default(membership: Membership, *, by: Actor) -> Customer:
    """Their new tickets belong to this organisation from now on."""
    rules.must_change(by)
    customer = locked_customer(membership.customer)
    membership = _current(customer, membership)
    _make_default(customer, membership.organisation, by=by)
    return customer


@transaction.atomic
def move_on(
    customer: Customer,
    *,
    organisation: Organisation,
    by: Actor,
    on: date | None = None,
    address: str = "",
) -> Customer:
    """The same person at a new company: the membership that was their default ends, one begins.

    With `address`, that becomes their main address, and the earlier one stays known.
    """
    rules.must_change(by)
    customer = locked_customer(customer)
    if customer.organisation_id == organisation.pk:
        raise BadFact(
            _("%(name)s is at %(organisation)s already.") % _words(customer, organisation)
        )
    day = rules.clean_day(on or now().date())
    current = customer.memberships.current().filter(organisation=customer.organisation)
    earlier = list(current.select_related("customer__person", "organisation"))
    join(customer, organisation=organisation, on=day, as_default=True, by=by)
    for membership in earlier:
        leave(membership, on=day, by=by)
    if address.strip():
        make_main(customer, identity=add_address(customer, address=address, by=by), by=by)
    return Customer.objects.select_related("person", "organisation").get(pk=customer.pk)


@transaction.atomic
def set_sight(
    membership: Membership, *, sees: str, chosen: Iterable[Customer] = (), by: Actor
) -> Membership:
    """What the member may see of the other members' tickets."""
    rules.must_change(by)
    customer = locked_customer(membership.customer)
    membership = _current(customer, membership)
    if sees not in Sight.values:
        raise BadFact(_("“%s” is nothing a member can see.") % sees[:80])
    wanted = {one.pk for one in chosen} - {customer.pk} if sees == Sight.CHOSEN else set()
    members = Membership.objects.current().filter(organisation_id=membership.organisation_id)
    if members.filter(customer__in=wanted).count() != len(wanted):
        raise BadFact(_("Only people of the same organisation can be chosen."))
    previous, current = _sight(membership), {"sees": str(sees), "chosen": sorted(wanted)}
    if previous == current:
        return membership
    membership.sees = sees
    membership.save(update_fields=["sees"])
    membership.chosen.set(wanted)
    publish(
        SightChanged(
            customer=customer, membership=membership, previous=previous, current=current, by=by
        )
    )
    return membership


def _sight(membership: Membership) -> dict[str, object]:
    chosen = membership.chosen.order_by("pk").values_list("pk", flat=True)
    return {"sees": membership.sees, "chosen": list(chosen)}


def _make_default(customer: Customer, organisation: Organisation | None, *, by: Actor) -> None:
    previous = customer.organisation
    if previous == organisation:
        return
    customer.organisation = organisation
    customer.save(update_fields=["organisation"])
    publish(DefaultOrganisationChanged(customer=customer, previous=previous, by=by))


def _present(organisation: Organisation) -> Organisation:
    """Held like the customers who write, so that no merge takes it away meanwhile."""
    held = Organisation.objects.present().select_for_update(no_key=True)
    found: Organisation | None = held.filter(pk=organisation.pk).first()
    if found is None:
        raise BadFact(_("%s has become part of another organisation.") % organisation)
    return found


def _current(customer: Customer, membership: Membership) -> Membership:
    current = customer.memberships.current().select_related("organisation", "customer__person")
    found: Membership | None = current.filter(pk=membership.pk).first()
    if found is None:
        raise BadFact(_("They have left this organisation already."))
    return found


def _words(customer: Customer, organisation: Organisation) -> dict[str, object]:
    return {"name": customer, "organisation": organisation}
