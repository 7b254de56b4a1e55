"""What the keywords of the query language mean for tickets, and what happens to nonsense."""

from datetime import timedelta

import pytest

from firstline.desk import actions
from firstline.desk.models import Ticket
from firstline.desk.search import search
from firstline.platform.events.actors import SYSTEM
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(amara: Agent, bo: Agent) -> dict[str, int]:
    """Four tickets by what is special about them."""
    solved = world.make_ticket(subject="Refund for lamp", tags=["billing"])
    actions.solve(solved, by=SYSTEM)
    mine = world.make_ticket(
        subject="Printer jam",
        text="It eats paper",
        assignee=amara,
        priority="urgent",
        group=world.group(world.SUPPORT),
    )
    chat = world.make_ticket(
        subject="Where is my order",
        text="The lamp has not come",
        channel="chat",
        participants=[world.customer(world.ELI)],
    )
    incident = world.make_ticket(subject="Everything is down", text="Since noon", assignee=bo)
    Ticket.objects.filter(pk=incident.pk).update(type="incident")
    world.make_note(incident, text="The generator failed", by=bo)
    return {"solved": solved.pk, "mine": mine.pk, "chat": chat.pk, "incident": incident.pk}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status<solved", {"mine", "chat", "incident"}),
        ("-status:solved -status:new", set()),
        ("status:new status:solved", {"solved", "mine", "chat", "incident"}),
        ("assignee:me", {"mine"}),
        ("assignee:none", {"solved", "chat"}),
        ("assignee:*", {"mine", "incident"}),
        ('assignee:"bo lindqvist"', {"incident"}),
        ("assignee:bo@brightwell.example", {"incident"}),
        ("group:support", {"mine"}),
        ("group:none", {"solved", "chat", "incident"}),
        ("priority>=high", {"mine"}),
        ("ticket_type:incident", {"incident"}),
        ("ticket_type:none", {"solved", "mine", "chat"}),
        ("tags:billing", {"solved"}),
        ("via:chat", {"chat"}),
        ("cc:eli@elsewhere.example", {"chat"}),
        ("commenter:bo@brightwell.example", {"incident"}),
        ("submitter:dana@acme.example", {"solved", "mine", "chat", "incident"}),
        ("subject:lamp", {"solved"}),
        ("comment:lamp", {"solved", "chat"}),
        ("description:generator", set()),
        ("comment:generator", {"incident"}),
        ("-comment:lamp", {"mine", "incident"}),
        ("has_attachment:true", set()),
        ("created>1hour", {"solved", "mine", "chat", "incident"}),
        ("updated<1minute", set()),
        ("solved:*", {"solved"}),
        ("due_date:none", {"solved", "mine", "chat", "incident"}),
        ("organization:acme", {"solved", "mine", "chat", "incident"}),
        ("organization:none", set()),
        ("lamp -refund", {"chat"}),
        ("-refund status<solved", {"mine", "chat", "incident"}),
        ("everything generator", {"incident"}),
        ("lamp priority:urgent", set()),
        ("recipient:support@brightwell.example printer", {"mine"}),
    ],
)
def test_keywords_narrow(
    amara: Agent, tickets: dict[str, int], query: str, expected: set[str]
) -> None:
    found = search(query, reader=amara, most=10)
    assert {hit.id for hit in found.tickets} == {tickets[name] for name in expected}
    assert found.problems == ()


@pytest.mark.parametrize(
    "query",
    [
        "created:yesterdayish",
        "created>99999-01-01",
        "created<0001-01-01",
        "created>9999-12-31",
        "created>999999years",
        "updated>2026-13-45T99:99:99Z",
        "ticket_id:" + "9" * 5000,
        "ticket_id:٣٤",
        "status:sleeping",
        "priority:none",
        "ticket_type:riddle",
        "nonsense:1",
        "custom_field_99:x",
    ],
)
def test_nonsense_finds_nothing_and_is_explained(amara: Agent, query: str) -> None:
    world.make_ticket()
    found = search(query, reader=amara, most=10)
    assert not found
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    "query",
    [
        "assignee:" + "9" * 5000,
        "group:" + "9" * 19,
        "page:" + "9" * 5000,
        "tags:\x00 subject:\x00",
        "subject:'",
        'comment:"\' OR 1=1 --"',
        "\\ ' \" :* ! & | ( ) <->",
        "'a' & 'b':*",
        "%s %(x)s {0} %%",
        "a" * 4000,
        "-" * 500,
        "𝕱𝖗𝖆𝖐𝖙𝖚𝖗 \U0010ffff \u202e",
        "requester:me cc:none commenter:none submitter:*",
        "created>1hour created<1hour created:1hour created>=2026-01-01 created<=2026-01-01",
        "fieldvalue:x via:'; form:none custom_status_id:5 recipient:%",
        "type:nothing",
        "type:user email:' phone:\\",
        "type:organization tags:x",
        '"\'"*',
    ],
)
def test_anything_can_be_asked(amara: Agent, client_of: ClientOf, query: str) -> None:
    world.make_ticket()
    client = client_of(amara)
    for address in ("/search/", "/search/suggestions"):
        assert client.get(address, {"q": query}).status_code == 200
    for number in ("9" * 5000, "-1", "x", "٣", "0"):
        assert client.get("/search/", {"q": query, "page": number}).status_code == 200


def test_a_day_is_one_of_the_readers_zone(amara: Agent, clock: StoppedClock) -> None:
    ticket = world.make_ticket()
    day = clock.moment.date()
    assert search(f"created:{day}", reader=amara, most=5).tickets[0].id == ticket.pk
    assert not search(f"created<{day}", reader=amara, most=5)
    clock.pass_by(timedelta(hours=5))
    assert not search("created>4hours", reader=amara, most=5)
    assert search("created<4hours", reader=amara, most=5)


@pytest.fixture
def colour() -> CustomField:
    return CustomField.objects.create(
        subject=FieldSubject.TICKET, kind=FieldKind.TEXT, key="colour", title="Colour"
    )


def test_own_fields_are_searched_by_number_and_by_value(amara: Agent, colour: CustomField) -> None:
    size = CustomField.objects.create(
        subject=FieldSubject.TICKET, kind=FieldKind.INTEGER, key="size", title="Size"
    )
    ticket = world.make_ticket()
    world.make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(fields={colour.slot: "Dark blue", size.slot: 42})
    for query in (
        f"custom_field_{colour.pk}:blue",
        f"custom_field_{colour.pk}:*",
        f"custom_field_{size.pk}:42",
        f"custom_field_{size.pk}>41",
        "fieldvalue:42",
        'fieldvalue:"dark blue"',
    ):
        assert [hit.id for hit in search(query, reader=amara, most=5).tickets] == [ticket.pk], query
    assert ticket.pk not in [
        hit.id for hit in search(f"custom_field_{colour.pk}:none", reader=amara, most=5).tickets
    ]


@pytest.mark.parametrize("order", ["created", "updated", "priority", "status", "ticket_type"])
def test_hits_can_be_ordered(amara: Agent, tickets: dict[str, int], order: str) -> None:
    rising = search(f"dana order_by:{order} sort:asc status:new", reader=amara, most=10)
    falling = search(f"status:new order_by:{order}", reader=amara, most=10)
    by_words = search(f"type:ticket lamp order_by:{order} sort:asc", reader=amara, most=10)
    assert not rising
    assert len(falling.tickets) == 3
    assert len(by_words.tickets) == 2
