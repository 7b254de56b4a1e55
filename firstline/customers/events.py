"""What can happen to customers and organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstline.customers.models import Customer, Membership, Organisation
from firstline.platform.accounts.models import Identity
from firstline.platform.events.publishing import DomainEvent

# By the name of the fact: what it was, and what it is.
Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class CustomerEvent(DomainEvent):
    """Something that happened to a customer."""

    customer: Customer

    def subject(self) -> tuple[str, int]:
        return "customer", self.customer.pk


@dataclass(frozen=True, kw_only=True)
class CustomerAdded(CustomerEvent):
    """By hand: who writes to us is simply there."""

    def data(self) -> dict[str, Any]:
        return {"name": str(self.customer), "address": self.customer.person.email}


@dataclass(frozen=True, kw_only=True)
class CustomerDescribed(CustomerEvent):
    """Facts changed: name, language, time zone, notes, tags, fields, external id."""

    changes: Changes

    def data(self) -> dict[str, Any]:
        return {"changes": dict(self.changes)}


@dataclass(frozen=True, kw_only=True)
class CustomerBlocked(CustomerEvent):
    """What they write is kept aside from now on."""


@dataclass(frozen=True, kw_only=True)
class CustomerUnblocked(CustomerEvent):
    """They can write again."""


@dataclass(frozen=True, kw_only=True)
class IdentityEvent(CustomerEvent):
    identity: Identity

    def data(self) -> dict[str, Any]:
        return {"kind": self.identity.kind, "value": self.identity.value}


@dataclass(frozen=True, kw_only=True)
class IdentityAdded(IdentityEvent):
    """A further address or number is known."""


@dataclass(frozen=True, kw_only=True)
class IdentityRemoved(IdentityEvent):
    """An address or number is theirs no longer."""


@dataclass(frozen=True, kw_only=True)
class IdentityVerified(IdentityEvent):
    """Somebody made sure that it is theirs."""


@dataclass(frozen=True, kw_only=True)
class MainIdentityChanged(IdentityEvent):
    previous: str

    def data(self) -> dict[str, Any]:
        return {"kind": self.identity.kind, "from": self.previous, "to": self.identity.value}


@dataclass(frozen=True, kw_only=True)
class MembershipEvent(CustomerEvent):
    membership: Membership

    def data(self) -> dict[str, Any]:
        organisation = self.membership.organisation
        return {"organisation": {"id": organisation.pk, "name": organisation.name}}


@dataclass(frozen=True, kw_only=True)
class JoinedOrganisation(MembershipEvent):
    def data(self) -> dict[str, Any]:
        began_on = self.membership.began_on
        return {**super().data(), "on": began_on.isoformat() if began_on else None}


@dataclass(frozen=True, kw_only=True)
class LeftOrganisation(MembershipEvent):
    def data(self) -> dict[str, Any]:
        ended_on = self.membership.ended_on
        return {**super().data(), "on": ended_on.isoformat() if ended_on else None}


@dataclass(frozen=True, kw_only=True)
class SightChanged(MembershipEvent):
    """What the member may see of the others' tickets."""

    previous: Mapping[str, Any]
    current: Mapping[str, Any]

    def data(self) -> dict[str, Any]:
        return {**super().data(), "from": dict(self.previous), "to": dict(self.current)}


@dataclass(frozen=True, kw_only=True)
class DefaultOrganisationChanged(CustomerEvent):
    """New tickets belong to another of their organisations from now on."""

    previous: Organisation | None

    def data(self) -> dict[str, Any]:
        return {"from": _named(self.previous), "to": _named(self.customer.organisation)}


@dataclass(frozen=True, kw_only=True)
class PeopleMerged(CustomerEvent):
    """Several people turned out to be one; all that was theirs is the customer's now."""

    merge: int
    others: Sequence[Customer]

    def data(self) -> dict[str, Any]:
        return {
            "merge": self.merge,
            "people": [{"id": one.pk, "name": str(one)} for one in self.others],
        }


@dataclass(frozen=True, kw_only=True)
class PeopleSeparated(PeopleMerged):
    """A merge was undone."""


@dataclass(frozen=True, kw_only=True)
class OrganisationEvent(DomainEvent):
    """Something that happened to an organisation."""

    organisation: Organisation

    def subject(self) -> tuple[str, int]:
        return "organisation", self.organisation.pk


@dataclass(frozen=True, kw_only=True)
class OrganisationAdded(OrganisationEvent):
    def data(self) -> dict[str, Any]:
        return {"name": self.organisation.name}


@dataclass(frozen=True, kw_only=True)
class OrganisationDescribed(OrganisationEvent):
    """Facts changed: name, domains, notes, tags, fields, external id, what members see."""

    changes: Changes

    def data(self) -> dict[str, Any]:
        return {"changes": dict(self.changes)}


@dataclass(frozen=True, kw_only=True)
class OrganisationDeleted(OrganisationEvent):
    ident: int

    def subject(self) -> tuple[str, int]:
        return "organisation", self.ident

    def data(self) -> dict[str, Any]:
        return {"name": self.organisation.name}


@dataclass(frozen=True, kw_only=True)
class OrganisationsMerged(OrganisationEvent):
    """Several organisations became one."""

    merge: int
    others: Sequence[Organisation]

    def data(self) -> dict[str, Any]:
        return {
            "merge": self.merge,
            "organisations": [{"id": one.pk, "name": str(one)} for one in self.others],
        }


@dataclass(frozen=True, kw_only=True)
class OrganisationsSeparated(OrganisationsMerged):
    """A merge was undone."""


def _named(row: Organisation | None) -> dict[str, Any] | None:
    """Id and name: history keeps the name of that day."""
    return None if row is None else {"id": row.pk, "name": row.name}
