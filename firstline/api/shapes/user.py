from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest

from firstline.api.shapes.values import link, stamp
from firstline.platform.accounts.models import Identity, Person
from firstline.team.models import Agent, Role
from firstline.team.rights import Right, Sees

_ROLES: dict[str, str] = {Role.ADMIN: "admin"}
_CUSTOM_ROLE_TYPE = 0
_LIGHT_ROLE_TYPE = 1
_ADMIN_ROLE_TYPE = 4
_RESTRICTIONS = {Sees.ALL: None, Sees.GROUPS: "groups", Sees.OWN: "assigned"}


class User(msgspec.Struct):
    """A person of the desk, agent or customer ("end-user")."""

    id: int
    url: str
    name: str
    email: str | None
    created_at: str
    updated_at: str
    time_zone: str
    iana_time_zone: str
    locale: str
    role: str
    role_type: int | None
    verified: bool
    active: bool
    organization_id: int | None
    default_group_id: int | None
    only_private_comments: bool
    signature: str | None
    notes: str | None
    restricted_agent: bool
    two_factor_auth_enabled: bool | None
    phone: str | None = None
    shared_phone_number: bool | None = None
    photo: None = None
    locale_id: int = 1
    external_id: str | None = None
    tags: list[str] = msgspec.field(default_factory=list)
    alias: str | None = None
    shared: bool = False
    shared_agent: bool = False
    last_login_at: str | None = None
    details: str | None = None
    custom_role_id: int | None = None
    moderator: bool = False
    ticket_restriction: str | None = None
    suspended: bool = False
    report_csv: bool = False
    user_fields: dict[str, Any] = msgspec.field(default_factory=dict)


class CurrentUser(User):
    authenticity_token: str = ""


class UserAnswer(msgspec.Struct):
    user: CurrentUser


def people() -> QuerySet[Person]:
    """Persons with all that a user's shape reads."""
    found = Person.objects.select_related("agent__role", "customer")
    return found.prefetch_related("agent__memberships", "identities")


def user(person: Person, request: HttpRequest) -> User:
    return User(**_values(person, request))


def current_user(person: Person, request: HttpRequest) -> CurrentUser:
    return CurrentUser(**_values(person, request))


def _values(person: Person, request: HttpRequest) -> dict[str, Any]:
    agent: Agent | None = getattr(person, "agent", None)
    customer = getattr(person, "customer", None)
    memberships = list(agent.memberships.all()) if agent else []
    return {
        "id": person.pk,
        "url": link(request, f"users/{person.pk}.json"),
        "name": person.display_name,
        "email": person.email,
        "created_at": stamp(person.created_at),
        "updated_at": stamp(person.created_at),
        "time_zone": person.time_zone or "UTC",
        "iana_time_zone": person.time_zone or "Etc/UTC",
        "locale": person.language or "en",
        "role": _ROLES.get(agent.role.key, "agent") if agent else "end-user",
        "role_type": _role_type(agent),
        "verified": agent is not None
        or any(one.is_verified for one in _main(person) if one.is_address),
        "active": person.is_active,
        "organization_id": customer.organisation_id if customer else None,
        "default_group_id": memberships[0].group_id if memberships else None,
        "only_private_comments": bool(agent and not agent.may(Right.REPLY)),
        "signature": agent.signature or None if agent else None,
        "notes": customer.notes or None if customer else None,
        "phone": next((one.value for one in _main(person) if not one.is_address), None),
        "external_id": customer.external_id or None if customer else None,
        "tags": customer.tags if customer else [],
        "restricted_agent": agent is not None and not agent.is_admin,
        "custom_role_id": agent.role.pk if agent and not agent.role.is_built_in else None,
        "ticket_restriction": _RESTRICTIONS[Sees(agent.sees)] if agent else None,
        "two_factor_auth_enabled": None,
    }


def _main(person: Person) -> list[Identity]:
    return [one for one in person.identities.all() if one.is_primary]


def _role_type(agent: Agent | None) -> int | None:
    if agent is None:
        return None
    if not agent.role.is_built_in:
        return _CUSTOM_ROLE_TYPE
    return {Role.ADMIN: _ADMIN_ROLE_TYPE, Role.LIGHT: _LIGHT_ROLE_TYPE}.get(agent.role.key)
