"""What of our own follows when people or organisations are merged."""

from collections.abc import Mapping
from typing import Any

from firstline.customers.models import (
    Customer,
    Membership,
    MergeKind,
    Organisation,
    OrganisationDomain,
)
from firstline.customers.moving import Follower, follower, follows, put_in, take_out
from firstline.platform.accounts.models import Identity, IdentityKind, Person
from firstline.platform.accounts.sessions import end_sessions

_IDENTITIES = Identity._meta.db_table
_LINE = "\n\n"
# A person is a member only once at a time; who was one earlier was that as well.
_BOTH_NOW = "there.{0} = row.{0} AND there.ended_on IS NULL AND row.ended_on IS NULL"


def _move_identities(source: int, target: int) -> Any:
    """Addresses become further ones of the new owner, whose main ones stay the main ones."""
    person, owner = Person.objects.get(pk=source), Person.objects.get(pk=target)
    rows = take_out(_IDENTITIES, "row.person_id = %s", [source])
    moved = {"rows": rows, "email": person.email, "owner_email": owner.email}
    Person.objects.filter(pk=source).update(email=None)
    has_phone = owner.identities.phones().exists()
    for row in sorted(rows, key=lambda row: not row["is_primary"]):
        is_phone = row["kind"] == IdentityKind.PHONE
        put_in(_IDENTITIES, [row | {"person_id": target, "is_primary": is_phone and not has_phone}])
        has_phone = has_phone or is_phone
    if owner.email is None and person.email is not None:
        Person.objects.filter(pk=target).update(email=person.email)
    return moved


def _move_identities_back(source: int, target: int, moved: Any) -> None:
    addresses = [row["value"] for row in moved["rows"] if row["kind"] == IdentityKind.EMAIL]
    owner = Person.objects.get(pk=target)
    if owner.email in addresses:
        own = owner.identities.addresses().exclude(value__in=addresses).order_by("pk")
        left = [one.value for one in own]
        was = moved["owner_email"]
        Person.objects.filter(pk=target).update(
            email=was if was in left else next(iter(left), None)
        )
    ids = [row["id"] for row in moved["rows"]]
    take_out(_IDENTITIES, "row.id = ANY(%s) AND row.person_id = %s", [ids, target])
    put_in(_IDENTITIES, moved["rows"])
    kept = Identity.objects.filter(person_id=source, value=moved["email"]).exists()
    if moved["email"] and kept:
        Person.objects.filter(pk=source).update(email=moved["email"])
    _keep_a_main_phone(target)


def _keep_a_main_phone(person_id: int) -> None:
    phones = Identity.objects.phones().filter(person_id=person_id)
    first = phones.order_by("pk").first()
    if first is not None and not phones.filter(is_primary=True).exists():
        phones.filter(pk=first.pk).update(is_primary=True)


def _close_entrance(source: int, _target: int) -> Any:
    """Nobody signs in as somebody who has become part of somebody else."""
    person = Person.objects.get(pk=source)
    end_sessions(person)
    Person.objects.filter(pk=source).update(is_active=False)
    return {"is_active": person.is_active}


def _open_entrance(source: int, _target: int, moved: Any) -> None:
    Person.objects.filter(pk=source).update(is_active=moved["is_active"])


def _move_facts_of_person(source: int, target: int) -> Any:
    return _change_person(target, _filled(_of_person(source), _of_person(target)))


def _move_facts_of_person_back(_source: int, target: int, moved: Any) -> None:
    _change_person(target, _taken_back(_of_person(target), moved))


def _of_person(ident: int) -> dict[str, Any]:
    return {**Person.objects.values("language", "time_zone").get(pk=ident)}


def _change_person(ident: int, changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    if changes:
        Person.objects.filter(pk=ident).update(**{name: to for name, (_was, to) in changes.items()})
    return changes


_KEPT = ("notes", "tags", "fields", "external_id")


def _facts(model: type[Customer] | type[Organisation], kept: tuple[str, ...]) -> Follower:
    """Notes are put together, tags united, what is not known yet is filled in."""
    rows = model._default_manager

    def values(ident: int) -> dict[str, Any]:
        found: dict[str, Any] = rows.values(*kept).get(pk=ident)
        return found

    def write(ident: int, changes: Mapping[str, list[Any]]) -> None:
        if changes:
            rows.filter(pk=ident).update(**{name: to for name, (_was, to) in changes.items()})

    def move(source: int, target: int) -> Any:
        theirs, own = values(source), values(target)
        changes = _filled(theirs, own)
        if theirs["notes"] and own["notes"] and theirs["notes"] not in own["notes"]:
            changes["notes"] = [own["notes"], own["notes"] + _LINE + theirs["notes"]]
        tags = sorted({*own["tags"], *theirs["tags"]})
        if tags != own["tags"]:
            changes["tags"] = [own["tags"], tags]
        fields = theirs["fields"] | own["fields"]
        if fields != own["fields"]:
            changes["fields"] = [own["fields"], fields]
        if "external_id" in changes:
            # Only one row can have it.
            rows.filter(pk=source).update(external_id="")
        write(target, changes)
        return changes

    def move_back(source: int, target: int, moved: Any) -> None:
        now_there = values(target)
        write(target, _taken_back(now_there, moved))
        if "external_id" in moved:
            was = moved["external_id"][1]
            if not rows.filter(external_id=was).exists():
                rows.filter(pk=source).update(external_id=was)

    return Follower(f"{model._meta.model_name}.facts", move, move_back)


def _filled(theirs: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What the new owner lacks: what it was, and what it becomes."""
    return {name: [own[name], value] for name, value in theirs.items() if value and not own[name]}


def _taken_back(there: Mapping[str, Any], moved: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What the merge brought and nobody has touched since, as it was before."""
    changes = {}
    for name, (was, became) in moved.items():
        value = there[name]
        if value == became:
            after = was
        elif name == "tags":
            after = [tag for tag in value if tag in was or tag not in became]
        elif name == "fields":
            brought = {slot: one for slot, one in became.items() if slot not in was}
            after = {slot: one for slot, one in value.items() if brought.get(slot) != one}
        else:
            continue
        changes[name] = [value, after]
    return changes


def register() -> None:
    people, organisations = MergeKind.PEOPLE, MergeKind.ORGANISATIONS
    follower(
        people,
        Follower(
            "identities",
            _move_identities,
            _move_identities_back,
            columns=((Identity, "person"),),
        ),
    )
    follower(people, Follower("entrance", _close_entrance, _open_entrance))
    follower(people, Follower("person.facts", _move_facts_of_person, _move_facts_of_person_back))
    follows(people, Membership, "customer", unless=_BOTH_NOW.format("organisation_id"))
    follows(
        people,
        Membership.chosen.through,
        "customer",
        unless="there.membership_id = row.membership_id",
    )
    follower(people, _facts(Customer, (*_KEPT, "organisation_id")))

    follows(organisations, OrganisationDomain, "organisation")
    follows(organisations, Membership, "organisation", unless=_BOTH_NOW.format("customer_id"))
    follows(organisations, Customer, "organisation")
    follower(organisations, _facts(Organisation, _KEPT))
