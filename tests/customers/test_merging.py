"""Several become one, and are told apart again: nothing is lost, nothing is left over."""

import threading
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.apps import apps
from django.db import connection, connections, transaction

from firstline.customers import actions
from firstline.customers.errors import BadFact, CannotMerge, CannotUndoMerge
from firstline.customers.models import Customer, Merge, MergeKind, Organisation
from firstline.customers.moving import followers
from firstline.customers.queries import is_blocked
from firstline.desk.models import Ticket
from firstline.platform.accounts.models import Identity, Person
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.team.models import Agent
from tests import world
from tests.conftest import StoppedClock
from tests.customers.dumps import differences, dump

_OF_NOTICES = ("Notice", "Mute", "Choice", "NoticeSettings", "Device")
# Pointers to persons that stay with who was merged, and why.
_STAYING = {
    "customers.Customer.person": "it is the person",
    "customers.Customer.merged_into": "it tells what became of them",
    "customers.Organisation.merged_into": "it tells what became of it",
    "customers.Customer.organisation": "moved with the facts of people",
    "events.Event.person": "history tells who acted then",
    "team.Agent.person": "agents are not merged",
    **dict.fromkeys((f"notices.{model}.person" for model in _OF_NOTICES), "agents are not merged"),
}


def test_all_that_was_theirs_is_one_persons(amara: Agent, dana: Customer, eli: Customer) -> None:
    ticket = world.make_ticket(requester=eli)
    other = world.make_ticket(requester=world.make_customer(), participants=[eli])
    actions.add_phone(eli, number="+49 30 123456", by=amara)
    actions.describe(eli, facts={"notes": "Likes lamps.", "tags": ["vip"]}, by=amara)
    actions.describe(dana, facts={"notes": "Calls on Mondays.", "tags": ["press"]}, by=amara)

    actions.merge_people(dana, others=[eli], by=amara)

    dana = world.customer(world.DANA)
    assert Ticket.objects.get(pk=ticket.pk).requester == dana
    assert ticket.messages.get(number=1).author_id == dana.pk
    assert [one.customer for one in other.participants.all()] == [dana]
    assert dana.notes == "Calls on Mondays.\n\nLikes lamps."
    assert dana.tags == ["press", "vip"]
    assert set(dana.person.identities.values_list("value", flat=True)) == {
        world.DANA,
        world.ELI,
        "+4930123456",
    }
    assert actions.customer_at(world.ELI) == dana, "mail from there finds the one person"
    assert not Customer.objects.visible_to(amara).filter(pk=eli.pk).exists()
    event = Event.objects.get(name="people_merged")
    assert (event.subject_id, event.person_id) == (dana.pk, amara.pk)
    assert event.data["people"] == [{"id": eli.pk, "name": "Eli Stone"}]


def test_undoing_a_merge_puts_everything_back(amara: Agent, dana: Customer, eli: Customer) -> None:
    globex = world.make_organisation("Globex")
    actions.join(eli, organisation=globex, by=amara)
    actions.join(dana, organisation=globex, by=amara)
    actions.add_phone(eli, number="+49 30 123456", by=amara)
    actions.add_phone(dana, number="+49 30 123456", by=amara)
    actions.add_address(eli, address="e.stone@home.example", by=amara)
    actions.describe(eli, facts={"external_id": "E-1", "language": "de", "tags": ["a"]}, by=amara)
    ticket = world.make_ticket(requester=eli, participants=[dana])
    world.make_reply(ticket)
    world.make_ticket(requester=dana, participants=[eli])
    world.make_ticket(requester=world.make_customer(), participants=[eli, dana])
    before = dump()

    merge = actions.merge_people(dana, others=[eli], by=amara)
    assert differences(before, dump())
    actions.separate(merge, by=amara)

    assert differences(before, dump()) == []


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_have_comes_back(amara: Agent, seed: int) -> None:
    """A story made up at random, merged and undone, several at a time and in a chain."""
    chance = Random(seed)  # noqa: S311 - nothing is secret here
    people = [world.make_customer(f"Person {n}", email=f"p{n}@x.example") for n in range(5)]
    organisations = [world.make_organisation(f"House {n}") for n in range(3)]
    for _ in range(30):
        _something(chance, people, organisations, by=amara)
    before = dump()

    chance.shuffle(people)
    first = actions.merge_people(people[0], others=people[1:3], by=amara)
    second = actions.merge_people(people[3], others=[people[0], people[4]], by=amara)
    with pytest.raises(CannotUndoMerge):
        actions.separate(first, by=amara)
    actions.separate(second, by=amara)
    actions.separate(first, by=amara)

    assert differences(before, dump()) == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_organisations_have_comes_back(amara: Agent, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - nothing is secret here
    people = [world.make_customer(f"Person {n}", email=f"p{n}@x.example") for n in range(4)]
    organisations = [
        world.make_organisation(f"House {n}", domains=[f"house{n}.example"]) for n in range(3)
    ]
    for _ in range(25):
        _something(chance, people, organisations, by=amara)
    before = dump()

    merge = actions.merge_organisations(organisations[0], others=organisations[1:], by=amara)
    house = Organisation.objects.get(pk=organisations[0].pk)
    assert house.domains.count() == 3
    assert not Ticket.objects.filter(organisation__in=organisations[1:]).exists()
    actions.separate(merge, by=amara)

    assert differences(before, dump()) == []


def test_what_came_after_the_merge_stays(amara: Agent, dana: Customer, eli: Customer) -> None:
    actions.describe(eli, facts={"tags": ["old"]}, by=amara)
    merge = actions.merge_people(dana, others=[eli], by=amara)
    later = world.make_ticket(requester=actions.customer_at(world.ELI))
    actions.describe(dana, facts={"tags": ["old", "new"], "notes": "Written since."}, by=amara)

    actions.separate(merge, by=amara)

    dana = world.customer(world.DANA)
    assert Ticket.objects.get(pk=later.pk).requester == dana
    assert dana.notes == "Written since."
    assert dana.tags == ["new"]
    assert world.customer(world.ELI) == eli


def test_a_main_address_that_came_with_the_merge_goes_back(
    amara: Agent, dana: Customer, eli: Customer
) -> None:
    merge = actions.merge_people(dana, others=[eli], by=amara)
    identity = Identity.objects.at(world.ELI).get()
    actions.make_main(dana, identity=identity, by=amara)
    actions.separate(merge, by=amara)
    assert Person.objects.get(pk=dana.pk).email == world.DANA
    assert Person.objects.get(pk=eli.pk).email == world.ELI


def test_a_merge_can_be_undone_for_thirty_days(
    amara: Agent, dana: Customer, eli: Customer, clock: StoppedClock
) -> None:
    merge = actions.merge_people(dana, others=[eli], by=amara)
    clock.pass_by(timedelta(days=30, minutes=1))
    with pytest.raises(CannotUndoMerge):
        actions.separate(merge, by=amara)


def test_nobody_is_merged_twice_or_with_themselves(
    amara: Agent, dana: Customer, eli: Customer
) -> None:
    with pytest.raises(CannotMerge):
        actions.merge_people(dana, others=[dana], by=amara)
    actions.merge_people(dana, others=[eli], by=amara)
    with pytest.raises(CannotMerge):
        actions.merge_people(world.make_customer(), others=[eli], by=amara)


def test_a_merge_neither_ends_a_block_nor_spreads_it(
    amara: Agent, dana: Customer, eli: Customer
) -> None:
    actions.block(eli, by=amara)
    for into, other in ((dana, eli), (eli, dana)):
        with pytest.raises(CannotMerge, match="Eli Stone is blocked"):
            actions.merge_people(into, others=[other], by=amara)
    actions.block(dana, by=amara)
    actions.merge_people(dana, others=[eli], by=amara)
    assert is_blocked(world.ELI)


def test_colleagues_are_not_merged(amara: Agent, dana: Customer, bo: Agent) -> None:
    with pytest.raises(CannotMerge, match="works in this desk"):
        actions.merge_people(dana, others=[actions.customer_at(world.BO)], by=amara)


def test_light_agents_do_not_merge(lin: Agent, dana: Customer, eli: Customer) -> None:
    with pytest.raises(NotAllowed):
        actions.merge_people(dana, others=[eli], by=lin)


def test_who_was_merged_cannot_sign_in_until_it_is_undone(
    amara: Agent, dana: Customer, eli: Customer
) -> None:
    merge = actions.merge_people(dana, others=[eli], by=amara)
    assert not Person.objects.get(pk=eli.pk).is_active
    actions.separate(merge, by=amara)
    assert Person.objects.get(pk=eli.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_at_once_do_not_merge_twice(transactional_db: None) -> None:
    """One of them wins; the other is told that it has happened."""
    amara, dana, eli = (
        world.agent(world.AMARA),
        world.customer(world.DANA),
        world.customer(world.ELI),
    )
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def merge(into: Customer, other: Customer) -> None:
        gate.wait()
        try:
            actions.merge_people(into, others=[other], by=amara)
            outcomes.append("merged")
        except CannotMerge:
            outcomes.append("refused")
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((dana, eli), (eli, dana))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "refused"]
    assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_mail_that_arrives_during_a_merge_finds_the_one_person(transactional_db: None) -> None:
    """The mail's transaction holds who wrote; the merge waits for it and takes the ticket along."""
    amara, dana, eli = (
        world.agent(world.AMARA),
        world.customer(world.DANA),
        world.customer(world.ELI),
    )
    has_found, may_open = threading.Event(), threading.Event()

    def arrive() -> None:
        with transaction.atomic():
            customer = actions.customer_at(world.ELI)
            has_found.set()
            may_open.wait(timeout=10)
            world.make_ticket(requester=customer)
        connections["default"].close()

    def merge() -> None:
        actions.merge_people(dana, others=[eli], by=amara)
        connections["default"].close()

    mail, merging = threading.Thread(target=arrive), threading.Thread(target=merge)
    mail.start()
    assert has_found.wait(timeout=10)
    merging.start()
    _until_somebody_waits_for_a_lock()
    may_open.set()
    mail.join()
    merging.join()
    assert Ticket.objects.get().requester == dana


def test_every_pointer_to_people_is_moved_or_has_a_reason_to_stay() -> None:
    moved = {
        (model, field)
        for kind in MergeKind
        for one in followers(kind)
        for model, field in one.columns
    }
    forgotten = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete
        and field.is_relation
        and not field.many_to_many
        and field.related_model in (Customer, Organisation, Person)
        and model.__module__.startswith("firstline.")
        and (model, field.name) not in moved
        and f"{model._meta.label}.{field.name}" not in _STAYING
    ]
    assert forgotten == []


def _something(
    chance: Random, people: list[Customer], organisations: list[Organisation], *, by: Agent
) -> None:
    """One thing that happens to one of them."""
    one, other = chance.sample(people, 2)
    house = chance.choice(organisations)
    number = f"+49 30 12345{chance.randrange(10)}"
    happenings: list[Callable[[], object]] = [
        lambda: world.make_ticket(requester=one),
        lambda: world.make_ticket(requester=one, participants=[other]),
        lambda: actions.join(one, organisation=house, by=by),
        lambda: actions.move_on(one, organisation=house, by=by),
        lambda: actions.add_phone(one, number=number, by=by),
        lambda: actions.add_address(one, address=f"{chance.random()}@y.example", by=by),
        lambda: actions.describe(one, facts={"tags": [chance.choice("abcd")]}, by=by),
        lambda: actions.describe(one, facts={"notes": chance.choice("abcd")}, by=by),
        lambda: actions.describe(one, facts={"external_id": str(chance.random())}, by=by),
        lambda: actions.describe(one, facts={"language": "de", "time_zone": "UTC"}, by=by),
        lambda: actions.describe_organisation(
            house, facts={"notes": chance.choice("abc"), "tags": [chance.choice("abc")]}, by=by
        ),
        lambda: _see(chance, one, by=by),
    ]
    try:
        chance.choice(happenings)()
    except BadFact:
        return  # at that company already


def _see(chance: Random, customer: Customer, *, by: Agent) -> None:
    membership = customer.memberships.current().order_by("pk").first()
    if membership is not None:
        others = Customer.objects.filter(
            memberships__organisation=membership.organisation, memberships__ended_on=None
        ).order_by("pk")
        actions.set_sight(
            membership, sees=chance.choice(["all", "chosen"]), chosen=others[:2], by=by
        )


def _until_somebody_waits_for_a_lock() -> None:
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute("SELECT pg_sleep(0.01)")
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits")
