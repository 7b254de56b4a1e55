from firstline.customers.models.customer import Customer
from firstline.customers.models.membership import Membership
from firstline.customers.models.merge import Merge, MergeKind
from firstline.customers.models.organisation import Organisation, OrganisationDomain, Sight

__all__ = [
    "Customer",
    "Membership",
    "Merge",
    "MergeKind",
    "Organisation",
    "OrganisationDomain",
    "Sight",
]
