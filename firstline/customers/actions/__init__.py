"""Everything that can be done about customers and organisations, one verb a function."""

from firstline.customers.actions.add import (
    add_customer,
    add_organisation,
    delete_organisation,
    organisation_called,
)
from firstline.customers.actions.arrive import customer_at
from firstline.customers.actions.block import block, unblock
from firstline.customers.actions.describe import describe, describe_organisation
from firstline.customers.actions.identities import (
    add_address,
    add_phone,
    make_main,
    remove_identity,
    verify_identity,
)
from firstline.customers.actions.memberships import join, leave, make_default, move_on, set_sight
from firstline.customers.actions.merge import merge_organisations, merge_people, separate

__all__ = [
    "add_address",
    "add_customer",
    "add_organisation",
    "add_phone",
    "block",
    "customer_at",
    "delete_organisation",
    "describe",
    "describe_organisation",
    "join",
    "leave",
    "make_default",
    "make_main",
    "merge_organisations",
    "merge_people",
    "move_on",
    "organisation_called",
    "remove_identity",
    "separate",
    "set_sight",
    "unblock",
    "verify_identity",
]
