"""What is known of customers and organisations, and how it changes."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from firstline.customers import actions, events, history
from firstline.customers.errors import (
    BadFact,
    FactIsTaken,
    FactsMovedOn,
    OrganisationIsNotEmpty,
    PublicDomain,
)
from firstline.customers.models import Customer, Organisation, Sight
from firstline.customers.queries import lookalikes
from firstline.desk.models import Ticket
from firstline.platform.accounts.errors import AddressIsTaken, BadAddress
from firstline.platform.accounts.models import Identity, Person
from firstline.platform.clock import now
from firstline.platform.errors import DomainError, NotAllowed
from firstline.platform.events.models import Event
from firstline.platform.events.publishing import DomainEvent
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.team.models import Agent
from tests import world

NUL = "\x00"
TURNED = "\u202etxt.exe"


def visible(customer: Customer) -> set[Ticket]:
    return set(Ticket.objects.visible_to_customer(world.customer(customer.person.email or "")))


def last_event(name: str) -> Event:
    return Event.objects.filter(name=name).latest("pk")


def test_the_main_address_has_its_row_by_itself(amara: Agent) -> None:
    for email in (world.DANA, world.AMARA):
        identity = Identity.objects.at(email).get()
        assert identity.is_primary
    person = Person.objects.get(email=world.DANA)
    person.email = "dana@elsewhere.example"
    person.save()
    assert not Identity.objects.at(world.DANA).exists()
    assert Identity.objects.at("dana@elsewhere.example").get().person == person


def test_mail_from_any_address_finds_the_person(amara: Agent, dana: Customer) -> None:
    actions.add_address(dana, address="Dana@Home.example", by=amara)
    assert actions.customer_at("dana@home.example") == dana
    assert last_event("identity_added").data["value"] == "dana@home.example"


def test_the_main_address_changes_places(amara: Agent, dana: Customer) -> None:
    identity = actions.add_address(dana, address="dana@home.example", by=amara)
    actions.make_main(dana, identity=identity, by=amara)
    assert Person.objects.get(pk=dana.pk).email == "dana@home.example"
    rows = Identity.objects.filter(person=dana.person).order_by("pk")
    assert [(row.value, row.is_primary) for row in rows] == [
        (world.DANA, False),
        ("dana@home.example", True),
    ]
    event = last_event("main_identity_changed")
    assert (event.data["from"], event.data["to"]) == (world.DANA, "dana@home.example")


def test_an_address_belongs_to_one_person_customer_or_agent(amara: Agent, dana: Customer) -> None:
    for address in (world.ELI, world.BO):
        with pytest.raises(FactIsTaken):
            actions.add_address(dana, address=address, by=amara)
    actions.add_address(dana, address="dana@home.example", by=amara)
    with pytest.raises(AddressIsTaken):
        world.make_agent("Dana", email="dana@home.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(name="Somebody", email="dana@home.example")


def test_the_main_address_stays_until_there_is_another(amara: Agent, dana: Customer) -> None:
    with pytest.raises(BadFact):
        actions.remove_identity(dana, identity=Identity.objects.at(world.DANA).get(), by=amara)
    other = actions.add_address(dana, address="dana@home.example", by=amara)
    actions.make_main(dana, identity=other, by=amara)
    actions.remove_identity(dana, identity=Identity.objects.at(world.DANA).get(), by=amara)
    assert actions.customer_at(world.DANA) != dana


def test_phone_numbers_are_written_one_way(amara: Agent, dana: Customer) -> None:
    first = actions.add_phone(dana, number="030 / 123 456", by=amara)
    assert first.value == "+4930123456", "the company is in Berlin"
    assert actions.add_phone(dana, number="+49 (30) 123456", by=amara) == first
    second = actions.add_phone(dana, number="+44 20 7946 0018 ext. 12", by=amara)
    assert (second.value, first.is_primary, second.is_primary) == (
        "+442079460018;ext=12",
        True,
        False,
    )
    actions.make_main(dana, identity=second, by=amara)
    actions.remove_identity(dana, identity=second, by=amara)
    first.refresh_from_db()
    assert first.is_primary
    for nonsense in ("", "hello", "12", NUL, "9" * 10_000):
        with pytest.raises(BadFact):
            actions.add_phone(dana, number=nonsense, by=amara)


def test_facts_change_with_what_was_and_what_is(amara: Agent, dana: Customer) -> None:
    facts = {"name": "Dana  F. Fischer", "language": "de", "time_zone": "Europe/Vienna"}
    actions.describe(dana, facts={**facts, "tags": ["VIP", "vip"], "notes": "Kind."}, by=amara)
    dana = world.customer(world.DANA)
    assert (dana.person.name, dana.person.language) == ("Dana F. Fischer", "de")
    assert dana.tags == ["vip"]
    event = last_event("customer_described")
    assert event.data["changes"]["name"] == ["Dana Fischer", "Dana F. Fischer"]
    assert event.data["changes"]["notes"] == ["", "Kind."]
    actions.describe(dana, facts={"notes": "Kind."}, by=amara)
    assert last_event("customer_described") == event, "nothing changed, nothing happened"


def test_custom_fields_take_what_they_ask_for(amara: Agent, dana: Customer) -> None:
    plan = CustomField.objects.create(
        subject=FieldSubject.CUSTOMER, kind=FieldKind.INTEGER, key="seats", title="Seats"
    )
    actions.describe(dana, facts={"fields": {plan.slot: "12"}}, by=amara)
    assert world.customer(world.DANA).fields == {plan.slot: 12}
    assert last_event("customer_described").data["changes"] == {"field Seats": [None, 12]}
    with pytest.raises(DomainError):
        actions.describe(dana, facts={"fields": {plan.slot: "many"}}, by=amara)
    with pytest.raises(BadFact):
        actions.describe(dana, facts={"fields": {"0": "x"}}, by=amara)
    actions.describe(dana, facts={"fields": {plan.slot: ""}}, by=amara)
    assert world.customer(world.DANA).fields == {}


def test_notes_that_somebody_else_changed_are_not_overwritten(
    amara: Agent, bo: Agent, dana: Customer
) -> None:
    actions.describe(dana, facts={"notes": "Bo was here."}, by=bo)
    with pytest.raises(FactsMovedOn):
        actions.describe(dana, facts={"notes": "Mine"}, notes_were="", by=amara)


def test_an_external_id_is_somebodys_alone(amara: Agent, dana: Customer, eli: Customer) -> None:
    actions.describe(dana, facts={"external_id": "crm-7"}, by=amara)
    with pytest.raises(FactIsTaken):
        actions.describe(eli, facts={"external_id": "crm-7"}, by=amara)


def test_light_agents_change_nothing(lin: Agent, dana: Customer) -> None:
    acme = dana.organisation
    assert acme is not None
    membership = dana.memberships.get()
    for change in (
        lambda: actions.describe(dana, facts={"name": "X"}, by=lin),
        lambda: actions.describe_organisation(acme, facts={"name": "X"}, by=lin),
        lambda: actions.add_address(dana, address="x@x.example", by=lin),
        lambda: actions.add_phone(dana, number="+4930123456", by=lin),
        lambda: actions.leave(membership, by=lin),
        lambda: actions.move_on(dana, organisation=acme, by=lin),
        lambda: actions.set_sight(membership, sees="all", by=lin),
        lambda: actions.add_customer(name="X", address="x@x.example", by=lin),
        lambda: actions.add_organisation("X", by=lin),
        lambda: actions.delete_organisation(acme, by=lin),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_hostile_text_is_cleaned_or_refused(amara: Agent, dana: Customer) -> None:
    actions.describe(dana, facts={"name": f"Da{NUL}na {TURNED}", "tags": [NUL, "a b"]}, by=amara)
    dana = world.customer(world.DANA)
    assert dana.person.name == "Dana txt.exe"
    assert dana.tags == ["a_b"]
    actions.describe(dana, facts={"name": "x" * 10_000}, by=amara)
    assert len(world.customer(world.DANA).person.name) == 200
    for facts in (
        {"name": NUL},
        {"notes": "x" * 30_000},
        {"tags": [f"t{n}" for n in range(1_000)]},
        {"language": "klingon-of-old"},
        {"time_zone": "../../etc/passwd"},
        {"external_id": "x" * 10_000},
    ):
        with pytest.raises(BadFact):
            actions.describe(dana, facts=facts, by=amara)
    with pytest.raises(BadAddress):
        actions.add_address(dana, address=f"da{NUL}na@acme.example", by=amara)


def test_domains_are_written_one_way_and_belong_to_one(amara: Agent) -> None:
    globex = actions.add_organisation(
        "Globex",
        domains=["@Globex.example", "https://www.globex.example/x", "müller.example"],
        by=amara,
    )
    domains = set(globex.domains.values_list("domain", flat=True))
    assert domains == {"globex.example", "xn--mller-kva.example"}
    assert actions.customer_at("jo@müller.example").organisation == globex
    with pytest.raises(FactIsTaken):
        actions.add_organisation("Other", domains=["globex.example"], by=amara)
    with pytest.raises(PublicDomain):
        actions.describe_organisation(globex, facts={"domains": ["GMail.com"]}, by=amara)
    for nonsense in (
        "",
        "x",
        "a b.example",
        f"a{NUL}.example",
        "-.example",
        "x" * 10_000,
        "1.2.3.4",
    ):
        with pytest.raises(BadFact):
            actions.describe_organisation(globex, facts={"domains": [nonsense]}, by=amara)
    with pytest.raises(BadFact, match="5000"):
        actions.describe_organisation(
            globex, facts={"domains": [f"d{n}.example" for n in range(5_000)]}, by=amara
        )


def test_an_organisation_is_deleted_only_when_it_never_had_anybody(
    amara: Agent, dana: Customer
) -> None:
    empty = actions.add_organisation("Empty", domains=["empty.example"], by=amara)
    actions.delete_organisation(empty, by=amara)
    assert not Organisation.objects.filter(name="Empty").exists()
    assert last_event("organisation_deleted").data == {"name": "Empty"}
    acme = dana.organisation
    assert acme is not None
    actions.leave(dana.memberships.get(), by=amara)
    with pytest.raises(OrganisationIsNotEmpty):
        actions.delete_organisation(acme, by=amara)


def test_same_person_new_company(amara: Agent, dana: Customer) -> None:
    """The history stays; old colleagues keep the old tickets and see none of the new ones."""
    acme, globex = dana.organisation, actions.add_organisation("Globex", by=amara)
    assert acme is not None
    colleague = world.make_customer("Carl", email="carl@acme.example")
    actions.set_sight(colleague.memberships.get(), sees=Sight.ALL, by=amara)
    before = world.make_ticket(requester=dana)
    day = now().date() - timedelta(days=3)
    began = dana.memberships.get()
    began.began_on = date(2024, 2, 1)
    began.save()

    dana = actions.move_on(
        dana, organisation=globex, on=day, address="dana@globex.example", by=amara
    )

    assert dana.organisation == globex
    assert dana.person.email == "dana@globex.example"
    assert actions.customer_at(world.DANA) == dana
    after = world.make_ticket(requester=dana)
    assert (after.organisation, Ticket.objects.get(pk=before.pk).organisation) == (globex, acme)
    assert visible(colleague) == {before}
    assert visible(dana) == {before, after}
    past = dana.memberships.past().get()
    assert (past.organisation, past.ended_on) == (acme, day)
    assert [event.name for event in Event.objects.filter(subject_kind="customer").order_by("pk")][
        -5:
    ] == [
        "joined_organisation",
        "default_organisation_changed",
        "left_organisation",
        "identity_added",
        "main_identity_changed",
    ]


def test_a_person_in_several_organisations_has_one_default(amara: Agent, dana: Customer) -> None:
    acme, globex = dana.organisation, actions.add_organisation("Globex", by=amara)
    second = actions.join(dana, organisation=globex, by=amara)
    assert world.customer(world.DANA).organisation == acme
    actions.make_default(second, by=amara)
    assert world.customer(world.DANA).organisation == globex
    actions.leave(second, by=amara)
    assert world.customer(world.DANA).organisation == acme, "what is left is the default"


def test_a_day_that_cannot_be_is_refused(amara: Agent, dana: Customer) -> None:
    membership = dana.memberships.get()
    for day in (now().date() + timedelta(days=9), date(1066, 10, 14)):
        with pytest.raises(BadFact):
            actions.leave(membership, on=day, by=amara)
    assert membership.began_on is not None
    with pytest.raises(BadFact):
        actions.leave(membership, on=membership.began_on - timedelta(days=1), by=amara)


@pytest.mark.parametrize(
    ("sees", "expected"),
    [("none", {"own"}), ("all", {"own", "carl", "zoe"}), ("chosen", {"own", "carl"})],
)
def test_what_a_member_sees_of_the_others(
    amara: Agent, dana: Customer, eli: Customer, sees: str, expected: set[str]
) -> None:
    carl = world.make_customer("Carl", email="carl@acme.example")
    zoe = world.make_customer("Zoe", email="zoe@acme.example")
    tickets = {
        name: world.make_ticket(requester=who)
        for name, who in (("own", dana), ("carl", carl), ("zoe", zoe), ("eli", eli))
    }
    actions.set_sight(dana.memberships.get(), sees=sees, chosen=[carl], by=amara)
    assert visible(dana) == {tickets[name] for name in expected}
    assert visible(carl) == {tickets["carl"]}, "who is seen sees nothing for it"


def test_who_is_copied_in_sees_the_ticket(dana: Customer, eli: Customer) -> None:
    ticket = world.make_ticket(requester=dana, participants=[eli])
    assert visible(eli) == {ticket}
    assert not Ticket.objects.visible_to_customer(None).exists()


def test_a_ticket_in_the_bin_is_nowhere_for_customers(dana: Customer) -> None:
    ticket = world.make_ticket(requester=dana)
    Ticket.objects.filter(pk=ticket.pk).update(removed_at=now(), removed_as="bin")
    assert visible(dana) == set()


def test_who_left_sees_nothing_of_the_others_any_more(amara: Agent, dana: Customer) -> None:
    carl = world.make_customer("Carl", email="carl@acme.example")
    theirs = world.make_ticket(requester=carl)
    membership = dana.memberships.get()
    actions.set_sight(membership, sees=Sight.ALL, by=amara)
    assert theirs in visible(dana)
    actions.leave(membership, by=amara)
    assert visible(dana) == set()


def test_only_colleagues_can_be_chosen(amara: Agent, dana: Customer, eli: Customer) -> None:
    with pytest.raises(BadFact):
        actions.set_sight(dana.memberships.get(), sees="chosen", chosen=[eli], by=amara)


def test_new_members_see_what_the_organisation_says(amara: Agent, dana: Customer) -> None:
    assert dana.organisation is not None
    actions.describe_organisation(dana.organisation, facts={"members_see": "all"}, by=amara)
    carl = actions.customer_at("carl@acme.example")
    assert carl.memberships.get().sees == Sight.ALL


def test_people_are_written_down_by_hand(amara: Agent) -> None:
    globex = actions.add_organisation("Globex", by=amara)
    nia = actions.add_customer(
        name="Nia", phone="+4930123456", organisation=globex, language="fr", by=amara
    )
    assert (nia.person.email, nia.organisation, nia.person.language) == (None, globex, "fr")
    assert last_event("customer_added").subject_id == nia.pk
    with pytest.raises(FactIsTaken):
        actions.add_customer(name="Dana", address=world.DANA, by=amara)
    with pytest.raises(BadFact):
        actions.add_customer(name="Nobody", by=amara)
    actions.add_address(nia, address="nia@globex.example", by=amara)
    assert Person.objects.get(pk=nia.pk).email == "nia@globex.example"


def test_lookalikes_share_a_number_or_name_and_house(amara: Agent, dana: Customer) -> None:
    namesake = world.make_customer("Dana Fischer", email="d.fischer@acme.example")
    world.make_customer("Dana Fischer", email="dana@other.example")
    neighbour = world.make_customer("Kim Sun")
    for one in (dana, neighbour):
        actions.add_phone(one, number="+4930123456", by=amara)
    found = lookalikes(dana, amara)
    assert [(one.customer, one.is_same_number) for one in found] == [
        (neighbour, True),
        (namesake, False),
    ]


def test_every_event_of_ours_is_told_in_words() -> None:
    names = {
        kind.name
        for kind in vars(events).values()
        if isinstance(kind, type) and issubclass(kind, DomainEvent)
        if not kind.__name__.endswith("Event")
    }
    assert names - {"organisation_deleted"} == set(history._SENTENCES)


def test_the_default_organisation_is_always_a_current_membership(amara: Agent) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM customers_customer AS customer"
            " WHERE organisation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customers_membership"
            " AS membership WHERE membership.customer_id = person_id AND ended_on IS NULL"
            " AND membership.organisation_id = customer.organisation_id)"
        )
        assert cursor.fetchone() == (0,)
