"""The queue: which tickets a view holds, in which order, page by page, and what that costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstline.desk import actions
from firstline.desk.models import Ticket
from firstline.desk.queries import ticket_list
from firstline.desk.queries.ticket_list import Cursor, counts_of, page_of, shown_count
from firstline.desk.queue.chosen import chosen_view, views_of
from firstline.desk.queue.listing import Listing
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf, StoppedClock

pytestmark = pytest.mark.django_db


def subjects(key: str, agent: Agent) -> list[str]:
    return [row.subject for row in page_of(Listing(chosen_view(key, agent)), agent).rows]


def test_mine_holds_my_unsolved_tickets(amara: Agent, bo: Agent) -> None:
    world.make_ticket(subject="mine", assignee=amara)
    world.make_ticket(subject="solved", assignee=amara, status="solved")
    world.make_ticket(subject="bo's", assignee=bo)
    assert subjects("mine", amara) == ["mine"]


def test_unassigned_holds_what_nobody_took(amara: Agent) -> None:
    world.make_ticket(subject="free")
    world.make_ticket(subject="taken", assignee=amara)
    assert subjects("unassigned", amara) == ["free"]


def test_a_group_has_a_view_for_its_members(amara: Agent, goran: Agent) -> None:
    group = world.group(world.SUPPORT)
    world.make_ticket(subject="ours", group=group)
    world.make_ticket(subject="nobody's")
    key = f"group-{group.pk}"
    assert subjects(key, amara) == ["ours"]
    assert chosen_view(key, goran).key == "unsolved", "for who is no member, it is not there"


def test_who_waits_longest_is_first(amara: Agent, clock: StoppedClock) -> None:
    first = world.make_ticket(subject="waits longest")
    clock.pass_by(timedelta(minutes=5))
    world.make_reply(world.make_ticket(subject="answered"))
    world.make_ticket(subject="waits less")
    clock.pass_by(timedelta(minutes=5))
    world.make_message(first)
    assert subjects("waiting", amara) == ["waits longest", "waits less"]


@pytest.mark.parametrize("key", ["", "nonsense", "group-", "group-x", "group-99999999999999999999"])
def test_an_unknown_view_is_the_usual_one(amara: Agent, key: str) -> None:
    assert chosen_view(key, amara).key == "unsolved"


def test_tickets_of_a_restricted_group_are_nowhere_for_others(amara: Agent, goran: Agent) -> None:
    world.make_ticket(subject="secret", group=world.group(world.SECURITY))
    assert all("secret" not in subjects(view.key, amara) for view in views_of(amara))
    assert counts_of(views_of(amara), amara)["unsolved"] == 0
    assert subjects("unsolved", goran) == ["secret"]


@pytest.mark.parametrize("key", ["unsolved", "waiting", "all"])
def test_pages_follow_each_other_without_gap_or_overlap(
    amara: Agent, key: str, clock: StoppedClock
) -> None:
    for number in range(7):
        world.make_ticket(subject=f"ticket {number}")
        if number % 3:  # some of them in the same moment
            clock.pass_by(timedelta(seconds=1))
    view = Listing(chosen_view(key, amara))
    whole = [row.id for row in page_of(view, amara).rows]
    pages: list[int] = []
    after: Cursor | None = None
    while True:
        page = page_of(view, amara, after=after, size=2)
        pages += [row.id for row in page.rows]
        if page.next is None:
            break
        after = Cursor.parse(str(page.next))
    assert pages == whole
    assert len(whole) == 7


@pytest.mark.parametrize("text", ["", "x", "1", "1.", ".2", "1.x", "9" * 40 + ".1", "-1.2"])
def test_a_forged_cursor_is_the_beginning(text: str) -> None:
    assert Cursor.parse(text) is None


def test_counting_stops_at_its_bound(amara: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_list, "MOST_COUNTED", 2)
    for _ in range(4):
        world.make_ticket()
    count = counts_of(views_of(amara), amara)["unsolved"]
    assert count == 3
    assert shown_count(count) == "2+"


def test_a_row_leads_to_its_ticket(amara: Agent) -> None:
    ticket = world.make_ticket()
    row = page_of(Listing(chosen_view("all", amara)), amara).rows[0]
    assert row.path == reverse("ticket", args=[ticket.pk])


def test_the_address_holds_the_view(client_of: ClientOf, amara: Agent) -> None:
    world.make_ticket(subject="free")
    page = client_of(amara).get("/tickets/?view=mine").content.decode()
    assert "Nothing is assigned to you" in page
    assert "free" not in page


def test_further_rows_come_as_a_part(
    client_of: ClientOf, amara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_list, "PAGE", 2)
    for number in range(3):
        world.make_ticket(subject=f"ticket {number}")
    first = page_of(Listing(chosen_view("unsolved", amara)), amara, size=2)
    part = client_of(amara).get(f"/tickets/rows/?view=unsolved&after={first.next}&size=50")
    assert "ticket 0" in part.content.decode()
    assert "ticket 2" not in part.content.decode()
    assert "size=52" in part.content.decode(), "the list refreshes as many rows as it shows"


def test_the_row_of_the_open_ticket_stays_marked(client_of: ClientOf, amara: Agent) -> None:
    ticket = world.make_ticket()
    part = client_of(amara).get(
        "/tickets/rows/", headers={"HX-Current-URL": f"http://desk/tickets/{ticket.pk}/?view=mine"}
    )
    assert 'aria-current="true"' in part.content.decode()


def many_tickets(number: int, agent: Agent) -> None:
    for _ in range(number):
        ticket = world.make_ticket(assignee=agent, tags=["lamp"])
        actions.set_priority(ticket, priority="high", by=agent)


@pytest.mark.parametrize("address", ["/tickets/", "/tickets/rows/", "/tickets/views/"])
def test_a_list_costs_the_same_whatever_it_holds(
    client_of: ClientOf, amara: Agent, address: str
) -> None:
    client = client_of(amara)
    many_tickets(1, amara)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    many_tickets(20, amara)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 10


def test_no_list_reads_by_offset(client_of: ClientOf, amara: Agent) -> None:
    many_tickets(3, amara)
    with CaptureQueriesContext(connection) as asked:
        client_of(amara).get("/tickets/?view=mine")
    assert not any("OFFSET" in query["sql"] for query in asked.captured_queries)


@pytest.fixture
def plan_of(db: None) -> Callable[[str, Agent], str]:
    """How PostgreSQL finds the first page of a view when the table is large."""

    def explained(key: str, agent: Agent) -> str:
        view = Listing(chosen_view(key, agent))
        sign = "-" if view.order.descending else ""
        page = view.tickets(agent).order_by(f"{sign}{view.order.field}", f"{sign}id")[:51]
        with connection.cursor() as cursor:
            # What a large table would choose by itself: never sort, never read it all.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        return page.explain()

    return explained


@pytest.mark.parametrize(
    ("key", "index"),
    [
        ("mine", "ticket_unsolved_by_assignee"),
        ("unassigned", "ticket_unassigned"),
        ("unsolved", "ticket_unsolved"),
        ("waiting", "ticket_waiting"),
        ("pending", "ticket_pending"),
        ("solved", "ticket_solved"),
        ("all", "ticket_by_update"),
    ],
)
def test_each_view_is_read_from_an_index(
    plan_of: Callable[[str, Agent], str], farah: Agent, key: str, index: str
) -> None:
    world.make_ticket()
    plan = plan_of(key, farah)
    assert "Sort" not in plan, plan
    assert "Index" in plan
    assert Ticket._meta.db_table in plan
    assert any(found.name == index for found in Ticket._meta.indexes)
