"""Rows as they are now, held until the transaction ends."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from firstline.customers.errors import CannotMerge
from firstline.customers.models import Customer, Organisation


def locked_customer(customer: Customer) -> Customer:
    return locked_customers([customer.pk])[0]


def locked_customers(idents: Iterable[int]) -> list[Customer]:
    """In the order of their ids, so that two who lock the same people cannot block each other."""
    wanted = sorted(set(idents))
    held = Customer.objects.select_for_update(of=("self", "person")).select_related("person")
    found = list(held.filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted) or any(one.merged_into_id is not None for one in found):
        raise CannotMerge(_("One of these people has just become part of somebody else."))
    return found


def locked_organisation(organisation: Organisation) -> Organisation:
    return locked_organisations([organisation.pk])[0]


def locked_organisations(idents: Iterable[int]) -> list[Organisation]:
    wanted = sorted(set(idents))
    held = Organisation.objects.select_for_update(of=("self",))
    found = list(held.filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted) or any(one.merged_into_id is not None for one in found):
        raise CannotMerge(_("One of these organisations has just become part of another."))
    return found
