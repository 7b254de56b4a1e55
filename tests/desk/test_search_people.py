"""People and organisations are found by what they are called, also when it is misspelt."""

import pytest

from firstline.customers.models import Customer
from firstline.desk.search import search
from firstline.platform.accounts.models import Identity, IdentityKind
from firstline.team.models import Agent
from tests import world

pytestmark = pytest.mark.django_db


def people(query: str, reader: Agent) -> list[str]:
    return [hit.name for hit in search(query, reader=reader, most=10).people]


@pytest.mark.parametrize(
    "typed",
    ["Fisher", "Fischr", "Ficsher", "fischer dana", "Danna Fischer", "dana@acmee.example", "Acmme"],
)
def test_a_slip_finds_the_person_all_the_same(amara: Agent, typed: str) -> None:
    assert people(typed, amara) == ["Dana Fischer"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jürgen Müller", "muller"),
        ("Jürgen Müller", "Mueller"),
        ("Zoë Ångström", "angstrom"),
        ("Łukasz Żółć", "lukasz"),
        ("Kathrin Schmidt", "Katrin Schmitt"),
        ("Alexander Papadopoulos", "Papadopolous"),
        ("张伟明", "伟明"),
        ("김민수", "민수"),
    ],
)
def test_names_of_all_kinds(amara: Agent, name: str, typed: str) -> None:
    world.make_customer(name, email="somebody@customer.example")
    assert people(typed, amara) == [name]


def test_who_is_like_nobody_is_not_found(amara: Agent) -> None:
    assert people("Zyxomant", amara) == []
    assert people("Dan", amara) == ["Dana Fischer"]
    assert people("Dxn", amara) == []


def test_near_hits_say_so_and_exact_ones_come_alone(amara: Agent) -> None:
    world.make_customer("Dana Fisher")
    (exact,) = search("fisher", reader=amara, most=10).people
    assert (exact.name, exact.is_near) == ("Dana Fisher", False)
    near = search("fsher", reader=amara, most=10).people
    assert [(hit.name, hit.is_near) for hit in near] == [("Dana Fisher", True)]


def test_people_are_found_by_any_of_their_addresses(amara: Agent, dana: Customer) -> None:
    Identity.objects.create(
        person=dana.person, kind=IdentityKind.EMAIL, value="d.private@home.example"
    )
    Identity.objects.create(person=dana.person, kind=IdentityKind.PHONE, value="+4930901820")
    for query in ("d.private@home.example", "private", "privvate", "+4930901820", "type:user 4930"):
        assert people(query, amara) == ["Dana Fischer"], query


def test_organisations_are_found_by_name_and_domain(amara: Agent) -> None:
    for query in ("Acme", "acme.example", "acmee", "type:organization acm"):
        found = search(query, reader=amara, most=10).organisations
        assert [hit.name for hit in found] == ["Acme"], query


def test_kinds_keep_to_themselves(amara: Agent) -> None:
    world.make_ticket(subject="Acme Dana")
    assert not search("type:user dana", reader=amara, most=5).tickets
    assert not search("type:ticket dana", reader=amara, most=5).people
    assert not search("dana status:new", reader=amara, most=5).people
    found = search("type:user organization:acme", reader=amara, most=5)
    assert [hit.name for hit in found.people] == ["Dana Fischer"]
