"""The only ways to a row that an address names: what may not be seen is not there (T36)."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from firstline.customers.models import Customer, Membership, Merge, MergeKind, Organisation
from firstline.platform.accounts.models import Identity
from firstline.team.access import AgentRequest

Row = TypeVar("Row", bound=Model)
_LARGEST_ID = 2**63 - 1


def customer_for(request: AgentRequest, customer_id: int) -> Customer:
    customers = Customer.objects.visible_to(request.agent)
    return _only(customers.select_related("person", "organisation"), customer_id)


def organisation_for(request: AgentRequest, organisation_id: int) -> Organisation:
    organisations = Organisation.objects.visible_to(request.agent)
    return _only(organisations.prefetch_related("domains"), organisation_id)


def identity_for(customer: Customer, identity_id: int) -> Identity:
    return _only(Identity.objects.filter(person=customer.person_id), identity_id)


def membership_for(customer: Customer, membership_id: int) -> Membership:
    memberships = Membership.objects.filter(customer=customer)
    return _only(
        memberships.select_related("organisation", "customer__person", "customer__organisation"),
        membership_id,
    )


def merge_for(request: AgentRequest, merge_id: int) -> Merge:
    """Whoever may know the one that is left may know of the merge."""
    merge = _only(Merge.objects.all(), merge_id)
    if merge.kind == MergeKind.PEOPLE:
        customer_for(request, heir_of(Customer, merge.into_id))
    else:
        organisation_for(request, heir_of(Organisation, merge.into_id))
    return merge


def heir_of(model: type[Customer] | type[Organisation], ident: int) -> int:
    """The id of what this one has become part of, however many merges ago; else its own."""
    while ident <= _LARGEST_ID:
        found = model._default_manager.filter(pk=ident).values_list("merged_into", flat=True)
        into = found.first()
        if into is None:
            break
        ident = into
    return ident


def number(text: str) -> int:
    """The id that a form or an address names; 0 for anything that is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 18 else 0


def _only(rows: QuerySet[Row, Any], ident: int) -> Row:
    row: Row | None = rows.filter(pk=ident).first() if ident <= _LARGEST_ID else None
    if row is None:
        raise Http404
    return row
