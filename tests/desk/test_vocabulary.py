"""Conditions: the database and a ticket in memory always give the same answer."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random, SystemRandom
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from firstline.customers.models import Customer
from firstline.desk.models import (
    CustomStatus,
    Follower,
    Message,
    Participant,
    Priority,
    Ticket,
    TicketStatus,
    TicketType,
)
from firstline.desk.vocabulary import TICKETS, perspective_of
from firstline.platform.clock import now
from firstline.platform.conditions.condition import Condition, Conditions
from firstline.platform.conditions.errors import BadCondition
from firstline.platform.conditions.fields import Field
from firstline.platform.conditions.perspective import Perspective
from firstline.platform.fields.models import CustomField, FieldKind, FieldOption, FieldSubject
from firstline.platform.fields.values import cleaned
from firstline.team.models import Role
from firstline.team.rights import Sees
from tests import world

pytestmark = pytest.mark.django_db

WORDS = (
    "Straße",
    "rückruf",
    "STRASSE",
    "parcel",
    "a.b*c",
    "(50%)",
    "注文番号",
    "lamp-post",
    "Ёлка",
    "x",
)
TAGS = ("vip", "billing", "export")


def test_the_database_and_memory_agree_on_random_conditions() -> None:
    seed = SystemRandom().randrange(10**6)
    rng = Random(seed)  # noqa: S311
    customs = list(_custom_fields())
    tickets = [_random_ticket(rng, customs) for _ in range(25)]
    fields = list(TICKETS.fields().values())
    perspectives = [perspective_of(world.agent(one)) for one in (world.AMARA, world.FARAH)]
    loaded = list(Ticket.objects.select_related("requester", "organisation"))
    assert len(loaded) >= len(tickets)

    for _round in range(150):
        perspective = rng.choice(perspectives)
        conditions = Conditions(
            all=tuple(_random_condition(rng, fields) for _ in range(rng.randrange(3))),
            any=tuple(_random_condition(rng, fields) for _ in range(rng.choice((0, 0, 1, 2)))),
        )
        found = set(
            Ticket.objects.filter(TICKETS.query(conditions, perspective)).values_list(
                "pk", flat=True
            )
        )
        fitting = {ticket.pk for ticket in loaded if TICKETS.holds(conditions, perspective, ticket)}
        assert found == fitting, f"seed {seed}: {conditions}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"field": "status", "operator": "less_than", "value": "solved"}, {"a", "b"}),
        ({"field": "status", "operator": "greater_than", "value": "open"}, {"b", "c"}),
        ({"field": "assignee_id", "operator": "is", "value": "current_user"}, {"a"}),
        ({"field": "assignee_id", "operator": "is", "value": ""}, {"b", "c"}),
        ({"field": "assignee_id", "operator": "is_not", "value": "current_user"}, {"b", "c"}),
        ({"field": "group_id", "value": "current_groups"}, {"b"}),
        ({"field": "current_tags", "operator": "includes", "value": "vip late"}, {"a", "c"}),
        ({"field": "current_tags", "operator": "not_includes", "value": "vip"}, {"b", "c"}),
        ({"field": "subject_includes_word", "operator": "includes", "value": "LAMP"}, {"a"}),
        ({"field": "subject_includes_word", "operator": "is", "value": "amp"}, {"a"}),
        ({"field": "comment_includes_word", "operator": "includes", "value": "later"}, {"a"}),
        ({"field": "description_includes_word", "operator": "includes", "value": "later"}, set()),
        ({"field": "priority", "operator": "is", "value": ["high", "urgent"]}, {"c"}),
        ({"field": "via_id", "operator": "is", "value": "4"}, {"a", "b", "c"}),
        ({"field": "NEW", "operator": "less_than", "value": "1"}, {"a"}),
        (
            {"field": "exact_created_at", "operator": "within_previous_n_days", "value": 1},
            {"a", "b", "c"},
        ),
    ],
)
def test_what_conditions_mean(given: dict[str, Any], expected: set[str], agent_amara: Any) -> None:
    a = world.make_ticket(subject="My lamp, broken", tags=["vip"], assignee=agent_amara)
    world.make_message(a, text="I will call later")
    world.make_ticket(subject="b", status="pending", group=world.group(world.SUPPORT))
    world.make_ticket(subject="c", status="solved", priority="high", tags=["late"])
    Ticket.objects.filter(pk=a.pk).update(subject="a lamp, broken")

    rows = TICKETS.query(Conditions((Condition.from_json(given),)), perspective_of(agent_amara))

    assert {ticket.subject[0] for ticket in Ticket.objects.filter(rows)} == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"field": "followers", "operator": "includes", "value": ["current_user"]}, {"a"}),
        ({"field": "followers", "operator": "not_includes", "value": ["current_user"]}, {"b", "c"}),
        ({"field": "followers", "operator": "not_present"}, {"b", "c"}),
        ({"field": "cc", "operator": "present"}, {"b"}),
        ({"field": "requester.tags", "operator": "includes", "value": "gold vip"}, {"a", "b", "c"}),
        ({"field": "organization.tags", "operator": "includes", "value": "partner"}, {"c"}),
        ({"field": "organization.tags", "operator": "not_includes", "value": "x"}, {"a", "b", "c"}),
        ({"field": "incidents", "operator": "greater_than", "value": 1}, set()),
        ({"field": "incidents", "operator": "is", "value": 1}, {"a"}),
        ({"field": "incidents", "operator": "less_than", "value": "0.5"}, {"b", "c"}),
    ],
)
def test_what_conditions_mean_of_rows_beside_the_ticket(
    given: dict[str, Any], expected: set[str], agent_amara: Any
) -> None:
    dana = world.customer(world.DANA)
    Customer.objects.filter(pk=dana.pk).update(tags=["gold"])
    dana.refresh_from_db()
    partner = world.make_organisation("Partner")
    partner.tags = ["partner"]
    partner.save()
    a = world.make_ticket(subject="a", requester=dana)
    b = world.make_ticket(subject="b", requester=dana)
    c = world.make_ticket(subject="c", requester=dana)
    Ticket.objects.filter(pk__in=[a.pk, b.pk]).update(organisation=None)
    Ticket.objects.filter(pk=b.pk).update(problem=a)
    Ticket.objects.filter(pk=c.pk).update(organisation=partner)
    Follower.objects.create(ticket=a, agent=agent_amara)
    Participant.objects.create(ticket=b, customer=world.make_customer("Copied"))
    conditions, reader = Conditions((Condition.from_json(given),)), perspective_of(agent_amara)

    tickets = list(Ticket.objects.select_related("requester", "organisation"))

    found = Ticket.objects.filter(TICKETS.query(conditions, reader))
    assert {ticket.subject for ticket in found} == expected
    fitting = {one.subject for one in tickets if TICKETS.holds(conditions, reader, one)}
    assert fitting == expected


def test_incidents_are_counted_as_far_as_the_reader_may_know_of_them() -> None:
    problem = world.make_ticket(subject="Problem")
    world.make_ticket(group=world.group(world.SECURITY))
    world.make_ticket(assignee=world.agent(world.BO))
    Ticket.objects.exclude(pk=problem.pk).update(problem=problem)

    def number(perspective: Perspective) -> int:
        def fits(value: int) -> bool:
            conditions = Conditions((Condition("incidents", "is", str(value)),))
            found = Ticket.objects.filter(TICKETS.query(conditions, perspective), pk=problem.pk)
            assert found.exists() == TICKETS.holds(conditions, perspective, problem)
            return found.exists()

        (counted,) = filter(fits, range(4))
        return counted

    assert number(Perspective()) == 2
    assert number(perspective_of(world.agent(world.FARAH))) == 2
    assert number(perspective_of(world.agent(world.AMARA))) == 1
    amara = world.agent(world.AMARA)
    Role.objects.filter(key=Role.AGENT).update(sees=Sees.OWN)
    assert number(perspective_of(world.agent(world.AMARA))) == 0
    Ticket.objects.filter(assignee__isnull=False).update(assignee=amara)
    assert number(perspective_of(world.agent(world.AMARA))) == 1


def test_counting_incidents_asks_nothing_more_of_who_sees_everything(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world.make_ticket()
    farah = world.agent(world.FARAH)
    conditions = Conditions((Condition("incidents", "is", "0"),))
    perspective = perspective_of(farah)
    with django_assert_num_queries(1):
        assert Ticket.objects.filter(TICKETS.query(conditions, perspective)).exists()


@pytest.mark.parametrize(
    "given",
    [
        {"field": "moon", "operator": "is", "value": "full"},
        {"field": "status", "operator": "shines", "value": "open"},
        {"field": "status", "operator": "less_than", "value": "moon"},
        {"field": "updated_at", "operator": "less_than", "value": "soon"},
        {"field": "updated_at", "operator": "less_than", "value": "9" * 5000},
        {"field": "exact_created_at", "operator": "less_than", "value": "9999-12-31"},
        {"field": "exact_created_at", "operator": "within_previous_n_days", "value": "99999999999"},
        {"field": "is_snoozed", "operator": "is", "value": "maybe"},
        {"field": "subject_includes_word", "operator": "includes", "value": " ,;"},
    ],
)
def test_what_cannot_be_asked_is_refused(given: dict[str, Any], agent_amara: Any) -> None:
    conditions = Conditions.from_json({"all": [given]})
    with pytest.raises(BadCondition):
        TICKETS.check(conditions, perspective_of(agent_amara))


@pytest.mark.parametrize(
    "given",
    [[], "all", {"all": {}}, {"all": ["x"]}, {"all": [{"operator": "is"}]}, {"any": [{}] * 60}],
)
def test_what_are_no_conditions_is_refused(given: object) -> None:
    with pytest.raises(BadCondition):
        Conditions.from_json(given)


def test_numbers_larger_than_any_id_find_nothing(agent_amara: Any) -> None:
    world.make_ticket()
    for value in ("9" * 30, "-1", "one", "9223372036854775807"):
        conditions = Conditions((Condition("requester_id", "is", value),))
        assert not Ticket.objects.filter(TICKETS.query(conditions, perspective_of(agent_amara)))


def test_conditions_survive_being_kept_as_json() -> None:
    conditions = Conditions(
        all=(Condition("status", "less_than", "solved"), Condition("priority", "is", ("high",))),
        any=(Condition("assignee_id", "is", None),),
    )
    assert Conditions.from_json(conditions.as_json()) == conditions


@pytest.fixture
def agent_amara() -> Any:
    return world.agent(world.AMARA)


def _custom_fields() -> Iterator[CustomField]:
    for subject in FieldSubject:
        for kind in FieldKind:
            field = CustomField.objects.create(
                subject=subject,
                kind=kind,
                key=f"its_{kind}",
                title=str(kind.label),
                pattern="[a-z]+",
            )
            for value in ("red", "blue", "green"):
                FieldOption.objects.create(field=field, value=value, label=value.title())
            yield field


def _random_ticket(rng: Random, customs: list[CustomField]) -> Ticket:
    requester = world.make_customer(f"N{rng.random()}", email=f"n{rng.randrange(10**9)}@x.example")
    Customer.objects.filter(pk=requester.pk).update(
        fields=_values(rng, customs, FieldSubject.CUSTOMER), tags=rng.sample(TAGS, rng.randrange(3))
    )
    if rng.random() < 0.6:
        organisation = world.make_organisation(f"O{rng.randrange(10**9)}")
        organisation.fields = _values(rng, customs, FieldSubject.ORGANISATION)
        organisation.tags = rng.sample(TAGS, rng.randrange(3))
        organisation.save()
        Customer.objects.filter(pk=requester.pk).update(organisation=organisation)
    ticket = world.make_ticket(
        requester=requester,
        subject=_text(rng),
        text=_text(rng),
        channel=rng.choice(("email", "web")),
    )
    for _ in range(rng.randrange(3)):
        world.make_message(ticket, text=_text(rng))
    Ticket.objects.filter(pk=ticket.pk).update(
        status=rng.choice(TicketStatus.values),
        priority=rng.choice(Priority.values),
        type=rng.choice(["", *TicketType.values]),
        tags=rng.sample(TAGS, rng.randrange(3)),
        fields=_values(rng, customs, FieldSubject.TICKET),
        assignee=rng.choice([None, world.agent(world.AMARA), world.agent(world.BO)]),
        group=rng.choice([None, world.group(world.SUPPORT), world.group(world.SECURITY)]),
        custom_status=rng.choice(
            [None, CustomStatus.objects.get_or_create(category="open", label="Parts")[0]]
        ),
        recipient=rng.choice(("", "Sales@Brightwell.example")),
        is_snoozed=rng.random() < 0.3,
        replies=rng.randrange(4),
        **{
            column: rng.choice([None, now() + timedelta(hours=rng.uniform(-60, 60))])
            for column in (
                "due_at",
                "solved_at",
                "waiting_since",
                "status_changed_at",
                "assigned_at",
            )
        },
    )
    for agent in rng.sample([world.agent(world.AMARA), world.agent(world.BO)], rng.randrange(3)):
        Follower.objects.create(ticket=ticket, agent=agent)
    for customer in rng.sample(list(Customer.objects.order_by("pk")[:3]), rng.randrange(3)):
        Participant.objects.create(ticket=ticket, customer=customer)
    if rng.random() < 0.5:
        problem = rng.choice(Ticket.objects.order_by("pk")[:2])
        incident = world.make_ticket(requester=requester)
        removed_at = rng.choice((None, None, now()))
        group = rng.choice((None, world.group(world.SUPPORT), world.group(world.SECURITY)))
        Ticket.objects.filter(pk=incident.pk).update(
            problem=problem, removed_at=removed_at, group=group
        )
    Message.objects.filter(ticket=ticket, number=1).update(text=rng.choice(("", _text(rng))))
    return ticket


def _values(rng: Random, customs: list[CustomField], subject: FieldSubject) -> dict[str, Any]:
    return {
        field.slot: cleaned(field, _answer(rng, field))
        for field in customs
        if field.subject == subject and rng.random() < 0.6
    }


def _answer(rng: Random, field: CustomField) -> object:
    match FieldKind(field.kind):
        case FieldKind.INTEGER | FieldKind.LOOKUP:
            return rng.randrange(1, 5)
        case FieldKind.DECIMAL:
            return rng.choice(("1.50", "2", "0.1", "3.14159"))
        case FieldKind.DATE:
            return (now() + timedelta(days=rng.randrange(-5, 5))).date().isoformat()
        case FieldKind.CHECKBOX:
            return rng.random() < 0.5
        case FieldKind.DROPDOWN:
            return rng.choice(("red", "blue"))
        case FieldKind.MULTISELECT:
            return rng.sample(("red", "blue", "green"), rng.randrange(1, 3))
        case FieldKind.REGEXP:
            return rng.choice(("abc", "xyz"))
        case FieldKind.CARD:
            return "4111 1111 1111 1111"
        case FieldKind.TEXT | FieldKind.TEXTAREA:
            return _text(rng)


def _text(rng: Random) -> str:
    return rng.choice((" ", ", ", "\n")).join(rng.sample(WORDS, rng.randrange(1, 5)))


def _random_condition(rng: Random, fields: list[Field]) -> Condition:
    field = rng.choice(fields)
    operator = rng.choice(list(field.kind))
    return Condition(field.name, operator, _operand(rng, field, field.kind[operator].takes))


def _operand(rng: Random, field: Field, takes: str) -> Any:
    match takes:
        case "nothing":
            return None
        case "truth":
            return rng.choice(("true", "false"))
        case "number":
            return str(rng.choice((0, 1, 2, 24, 48)))
        case "day":
            return (now() + timedelta(days=rng.randrange(-3, 3))).date().isoformat()
        case "words":
            return rng.choice(
                (*WORDS, *(word.upper() for word in WORDS), "abc", "sales@brightwell.example")
            )
        case "one":
            return rng.choice(_values_of(field) + [""] * (not field.ranks))
        case _:
            values = _values_of(field)
            return tuple(rng.sample(values, min(len(values), rng.randrange(1, 3))))


def _values_of(field: Field) -> list[str]:
    if field.options is not None:
        return [option.value for option in field.options()] or ["1"]
    return [*TAGS, "red", "1", "2"]
