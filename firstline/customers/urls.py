from django.urls import path

from firstline.customers.views import (
    blocking,
    facts,
    identities,
    memberships,
    merging,
    organisations,
    people,
)

_CUSTOMER = "customers/<int:customer_id>"
_IDENTITY = f"{_CUSTOMER}/identities/<int:identity_id>"
_MEMBERSHIP = f"{_CUSTOMER}/memberships/<int:membership_id>"
_ORGANISATION = "organisations/<int:organisation_id>"

urlpatterns = [
    path("customers/", people.customers, name="customers"),
    path("customers/new", people.new_customer, name="new_customer"),
    path(f"{_CUSTOMER}/", people.customer, name="customer"),
    path(f"{_CUSTOMER}/history", people.customer_history, name="customer_history"),
    path(f"{_CUSTOMER}/facts/<str:fact>", facts.customer_fact, name="customer_fact"),
    path(f"{_CUSTOMER}/identities/", identities.identities, name="identities"),
    path(_IDENTITY, identities.identity, name="identity"),
    path(f"{_IDENTITY}/main", identities.main_identity, name="main_identity"),
    path(
        f"{_IDENTITY}/verification",
        identities.identity_verification,
        name="identity_verification",
    ),
    path(f"{_CUSTOMER}/memberships/", memberships.memberships, name="memberships"),
    path(_MEMBERSHIP, memberships.membership, name="membership"),
    path(f"{_MEMBERSHIP}/default", memberships.default_membership, name="default_membership"),
    path(f"{_MEMBERSHIP}/sight", memberships.sight, name="sight"),
    path(f"{_CUSTOMER}/new-company", memberships.new_company, name="new_company"),
    path(f"{_CUSTOMER}/block", blocking.block, name="customer_block"),
    path(f"{_CUSTOMER}/merge", merging.customer_merge, name="customer_merge"),
    path("merges/<int:merge_id>", merging.merge, name="merge"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/names", organisations.organisation_names, name="organisation_names"),
    path("organisations/new", organisations.new_organisation, name="new_organisation"),
    path(f"{_ORGANISATION}/", organisations.organisation, name="organisation"),
    path(
        f"{_ORGANISATION}/history",
        organisations.organisation_history,
        name="organisation_history",
    ),
    path(f"{_ORGANISATION}/facts/<str:fact>", facts.organisation_fact, name="organisation_fact"),
    path(f"{_ORGANISATION}/merge", merging.organisation_merge, name="organisation_merge"),
    path(
        f"{_ORGANISATION}/deletion",
        organisations.organisation_deletion,
        name="organisation_deletion",
    ),
]
