"""Views that people make: filters that read as sentences, orders, groups, and who may use them."""

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.errors import BadValue
from firstline.desk.models import SavedView, Ticket
from firstline.desk.queries import ticket_list
from firstline.desk.queries.ticket_list import Cursor, counts_of, page_of
from firstline.desk.queue.chosen import chosen_view, saved_views
from firstline.desk.queue.listing import Listing, read, written
from firstline.desk.queue.orders import GROUPINGS, SORT_KEYS
from firstline.platform.clock import now
from firstline.platform.conditions.condition import Condition, Conditions
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.team.models import Agent
from tests import world
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db

HIGH = Conditions((Condition("priority", "is", "high"),))


def listing(address: str, agent: Agent) -> Listing:
    return Listing.asked_for(QueryDict(address), agent)


def subjects(address: str, agent: Agent) -> list[str]:
    return [row.subject for row in page_of(listing(address, agent), agent).rows]


def test_the_address_holds_the_filter(amara: Agent, client_of: ClientOf) -> None:
    world.make_ticket(subject="hot", priority="high")
    world.make_ticket(subject="cold", priority="low")
    page = client_of(amara).get("/tickets/?view=unsolved&all=priority:is:high").content.decode()
    assert "hot" in page
    assert "cold" not in page
    assert 'Priority <span class="soft">is</span> <strong>High</strong>' in page


def test_all_must_hold_and_any_may(amara: Agent) -> None:
    world.make_ticket(subject="a", priority="high", tags=["vip"])
    world.make_ticket(subject="b", priority="high", assignee=amara)
    world.make_ticket(subject="c", priority="high")
    world.make_ticket(subject="d", tags=["vip"])
    address = (
        "view=all&all=priority:is:high&any=current_tags:includes:vip"
        "&any=assignee_id:is:current_user&sort=-created"
    )
    assert subjects(address, amara) == ["a", "b"]


def test_an_address_survives_being_written_again(amara: Agent) -> None:
    address = (
        "view=mine&all=subject_includes_word:is:a%3Ab%2C+c%26d&all=priority:includes:high,low"
        "&any=assignee_id:is:&sort=-created&group=priority"
    )
    asked = listing(address, amara)
    assert listing(asked.query, amara) == asked
    assert asked.filter.all[0].value == "a:b, c&d"


def test_a_condition_is_read_as_it_was_written() -> None:
    for condition in (
        Condition("status", "is", "open"),
        Condition("priority", "includes", ("high", "low")),
        Condition("assignee_id", "is", None),
        Condition("subject_includes_word", "is", "one:two"),
    ):
        assert read(written(condition)) == condition


@pytest.mark.parametrize(
    "wrong",
    ["moon:is:full", "status:shines:x", ":::", "updated_at:less_than:soon", "%00"],
)
def test_a_filter_that_cannot_be_asked_is_left_out_and_said_so(
    amara: Agent, client_of: ClientOf, wrong: str
) -> None:
    world.make_ticket(subject="still here")
    answer = client_of(amara).get(f"/tickets/?view=all&all={wrong}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "still here" in page
    assert 'class="filter-refusal"' in page


@pytest.mark.parametrize("sort", [*SORT_KEYS, *(f"-{name}" for name in SORT_KEYS)])
@pytest.mark.parametrize("group", ["", *GROUPINGS])
def test_pages_in_any_order_and_groups_follow_without_gap_or_overlap(
    amara: Agent, bo: Agent, sort: str, group: str
) -> None:
    for number in range(9):
        ticket = world.make_ticket(
            subject=f"T{number % 4}",
            priority=("low", "high")[number % 2],
            assignee=(None, amara, bo)[number % 3],
            status=("open", "pending", "solved")[number % 3],
        )
        if number % 2:
            due = now() + timedelta(hours=number % 3)
            Ticket.objects.filter(pk=ticket.pk).update(due_at=due)
    asked = listing(f"view=all&sort={sort}&group={group}", amara)
    whole = page_of(asked, amara)
    assert len(whole.rows) == 9

    found: list[int] = []
    headings: list[int] = []
    after = None
    while True:
        page = page_of(asked, amara, after=after, size=2)
        found += [row.id for row in page.rows]
        headings += page.headings
        if page.next is None:
            break
        after = Cursor.parse(str(page.next))
        assert after == page.next
    assert found == [row.id for row in whole.rows]
    assert headings == list(whole.headings), "a group that goes on has no second heading"


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "e30", "W10", "WzFd", "WzEsMiwzLDRd", "WyJhIiwtMV0", "WzFlOTk5LDFd", "1.2" * 2000],
)
def test_what_is_no_cursor_begins_at_the_top(amara: Agent, cursor: str) -> None:
    world.make_ticket()
    page = page_of(listing("view=all", amara), amara, after=Cursor.parse(cursor))
    assert len(page.rows) == 1


def test_a_cursor_of_another_order_begins_at_the_top(amara: Agent) -> None:
    world.make_ticket()
    for values in (("text",), (1, 2), (2**63,), (-(2**62),)):
        page = page_of(listing("view=all", amara), amara, after=Cursor(values, 5))
        assert len(page.rows) == 1


def test_the_filter_is_built_one_condition_at_a_time(amara: Agent, client_of: ClientOf) -> None:
    client = client_of(amara)

    def led_to(address: str) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(client.get(address).headers["Location"]).query)

    first = led_to("/tickets/filter/?view=mine&at=all&field=status&operator=is&value=open")
    assert first == [("view", "mine"), ("all", "status:is:open")]
    several = "&value=high&value=urgent"
    second = led_to(
        f"/tickets/filter/?view=mine&all=status:is:open&at=any&field=priority&operator=includes{several}"
    )
    assert ("any", "priority:includes:high,urgent") in second
    changed = led_to(
        "/tickets/filter/?view=mine&all=status:is:open&at=all.0&field=status&operator=is&value=hold"
    )
    assert changed == [("view", "mine"), ("all", "status:is:hold")]
    removed = led_to("/tickets/filter/?view=mine&all=status:is:open&at=all.0&remove=1")
    assert removed == [("view", "mine")]


def test_every_field_can_be_filled_in(amara: Agent, client_of: ClientOf) -> None:
    client = client_of(amara)
    fields = unescape(client.get("/tickets/filter/fields?view=all").content.decode())
    addresses = [piece.split('"')[0] for piece in fields.split('hx-get="')[1:]]
    assert len(addresses) > 20
    for address in addresses:
        assert client.get(address).status_code == 200, address
    assert client.get("/tickets/filter/condition?field=moon").status_code == 404


def test_a_list_can_be_kept_as_a_view(amara: Agent, bo: Agent, client_of: ClientOf) -> None:
    world.make_ticket(subject="hot", priority="high")
    world.make_ticket(subject="cold")
    answer = client_of(amara).post(
        "/views/?view=unsolved&all=priority:is:high&sort=created&group=assignee",
        {"title": "  Hot   ones "},
    )
    saved = SavedView.objects.get()
    assert answer.headers["Location"] == f"/tickets/?view=view-{saved.pk}"
    assert (saved.title, saved.owner, saved.order, saved.grouping) == (
        "Hot ones", amara, "created", "assignee",
    )  # fmt: skip
    assert subjects(f"view=view-{saved.pk}", amara) == ["hot"]
    assert Event.objects.filter(name="view_saved", subject_id=saved.pk).exists()
    assert saved_views(bo) == []
    assert chosen_view(f"view-{saved.pk}", bo).key == "unsolved", "it is Amara's own"


def test_shared_views_are_for_everybody_or_for_groups(
    amara: Agent, chidi: Agent, goran: Agent
) -> None:
    everybodys = actions.save_view(title="A", conditions=HIGH, is_shared=True, by=chidi)
    of_group = actions.save_view(
        title="B",
        conditions=HIGH,
        is_shared=True,
        for_groups=[world.group(world.SUPPORT)],
        by=chidi,
    )
    assert [view.saved_id for view in saved_views(amara)] == [everybodys.pk, of_group.pk]
    assert [view.saved_id for view in saved_views(goran)] == [everybodys.pk]


def test_only_leads_and_admins_make_views_for_others(amara: Agent, chidi: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.save_view(title="A", conditions=HIGH, is_shared=True, by=amara)
    shared = actions.save_view(title="A", conditions=HIGH, is_shared=True, by=chidi)
    with pytest.raises(NotAllowed):
        actions.change_view(shared, title="B", by=amara)
    with pytest.raises(NotAllowed):
        actions.discard_view(shared, by=amara)


def test_a_view_goes_away_and_comes_back(amara: Agent, client_of: ClientOf) -> None:
    saved = actions.save_view(title="A", conditions=HIGH, by=amara)
    client = client_of(amara)
    client.delete(f"/views/{saved.pk}", headers={"HX-Request": "true"})
    assert saved_views(amara) == []
    client.post(f"/views/{saved.pk}?restore=1", headers={"HX-Request": "true"})
    assert [view.title for view in saved_views(amara)] == ["A"]


def test_what_changes_in_a_view_is_kept_with_what_it_was(amara: Agent) -> None:
    saved = actions.save_view(title="A", conditions=HIGH, by=amara)
    actions.change_view(saved, title="B", by=amara)
    actions.change_view(saved, title="B", by=amara)
    event = Event.objects.get(name="view_changed")
    assert event.data["from"]["title"] == "A"
    assert event.data["to"]["title"] == "B"


def test_views_change_places(amara: Agent) -> None:
    first, second = (
        actions.save_view(title=title, conditions=HIGH, by=amara) for title in ("first", "second")
    )
    actions.move_view(second, earlier=True, by=amara)
    actions.move_view(second, earlier=True, by=amara)
    assert [view.title for view in saved_views(amara)] == ["second", "first"]
    actions.move_view(second, earlier=False, by=amara)
    assert [view.saved_id for view in saved_views(amara)] == [first.pk, second.pk]


def test_two_choices_cannot_be_saved_as_one_view(amara: Agent, client_of: ClientOf) -> None:
    choice = Conditions(any=(Condition("status", "is", "open"), Condition("status", "is", "new")))
    saved = actions.save_view(title="A", conditions=choice, by=amara)
    client = client_of(amara)
    answer = client.post(f"/views/?view=view-{saved.pk}&any=priority:is:high", {"title": "B"})
    assert answer.status_code == 422
    assert client.post("/views/?view=bin", {"title": "B"}).status_code == 422
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("title", ["", "   ", "\x00"])
def test_a_view_needs_a_name(amara: Agent, title: str) -> None:
    with pytest.raises(BadValue):
        actions.save_view(title=title, conditions=HIGH, by=amara)


def test_what_takes_too_long_is_stopped_and_said_so(
    amara: Agent, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.make_ticket()
    monkeypatch.setattr(ticket_list, "_PATIENCE", 100)
    slow = Ticket.objects.extra(where=["pg_sleep(2) IS NOT NULL"])
    monkeypatch.setattr(Listing, "tickets", lambda self, agent: slow)
    page = client_of(amara).get("/tickets/?view=all&all=status:is:new").content.decode()
    assert "too many tickets" in page


def test_snoozed_tickets_are_out_of_sight_unless_asked_for(amara: Agent) -> None:
    ticket = world.make_ticket(subject="later")
    actions.snooze(ticket, until=None, by=amara)
    assert subjects("view=unsolved", amara) == []
    assert subjects("view=snoozed", amara) == ["later"]
    assert subjects("view=updated", amara) == ["later"]
    assert subjects("view=unsolved&all=is_snoozed:is:true", amara) == ["later"]
    world.make_message(ticket)
    assert subjects("view=unsolved", amara) == ["later"], "the customer wrote"


def test_the_bin_and_spam_hold_what_is_nowhere_else(amara: Agent) -> None:
    binned, spam = world.make_ticket(subject="binned"), world.make_ticket(subject="spam")
    actions.remove(binned, to="bin", by=amara)
    actions.remove(spam, to="spam", by=amara)
    assert subjects("view=all", amara) == []
    assert subjects("view=bin", amara) == ["binned"]
    assert subjects("view=spam", amara) == ["spam"]
    actions.restore(binned, by=amara)
    assert subjects("view=all", amara) == ["binned"]


def test_solved_by_me_holds_what_i_solved(amara: Agent, bo: Agent) -> None:
    for subject, solver in (("mine", amara), ("bo's", bo)):
        actions.solve(world.make_ticket(subject=subject), by=solver)
    assert subjects("view=solved-by-me", amara) == ["mine"]


def test_all_saved_views_are_counted_in_one_query(amara: Agent) -> None:
    for number in range(3):
        actions.save_view(title=str(number), conditions=HIGH, by=amara)
    views = saved_views(amara)
    world.make_ticket(priority="high")
    with CaptureQueriesContext(connection) as asked:
        assert set(counts_of(views, amara).values()) == {1}
    selects = [query for query in asked.captured_queries if "count(*)" in query["sql"]]
    assert len(selects) == 1


def test_a_view_that_cannot_be_counted_costs_no_other_its_number(amara: Agent) -> None:
    for number in range(4):
        actions.save_view(title=str(number), conditions=HIGH, by=amara)
    broken = SavedView.objects.get(title="2")
    broken.conditions = {"all": [{"field": "custom_fields_7", "operator": "is", "value": "x"}]}
    broken.save()
    counts = counts_of(saved_views(amara), amara)
    assert len(counts) == 3
    assert f"view-{broken.pk}" not in counts


def test_hidden_tickets_stay_hidden_in_every_view(amara: Agent, farah: Agent) -> None:
    secret = world.group(world.SECURITY)
    world.make_ticket(subject="secret", group=secret)
    for address in (f"view=all&all=group_id:is:{secret.pk}", "view=all&any=status:is:new"):
        assert subjects(address, amara) == []
        assert subjects(address, farah) == ["secret"]


@pytest.mark.parametrize("address", ["/views/", "/views/new?view=mine", "/tickets/filter/fields"])
def test_pages_about_views_cost_the_same_whatever_there_is(
    amara: Agent, client_of: ClientOf, address: str
) -> None:
    client = client_of(amara)
    actions.save_view(title="A", conditions=HIGH, by=amara)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(5):
        actions.save_view(title=f"B{number}", conditions=HIGH, by=amara)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 18


def test_who_is_asked_for_in_a_filter_is_found_by_name(client_of: ClientOf, amara: Agent) -> None:
    client = client_of(amara)
    nia = world.make_customer("Nia Quartzberg", email="nia@quartz.example")
    world.make_ticket(subject="Hers", requester=nia)
    address = "/tickets/filter/choices?field=requester_id&operator=is"

    found = client.get(f"{address}&q=quartzb").content.decode()
    assert "Nia Quartzberg · nia@quartz.example" in found
    assert f'value="{nia.pk}"' in found
    assert "Nobody and nothing is called so." in client.get(f"{address}&q=xyzzy").content.decode()
    kept = client.get(f"{address}&q=xyzzy&value={nia.pk}").content.decode()
    assert f'value="{nia.pk}" checked' in kept
    assert client.get("/tickets/filter/choices?field=status&q=open").status_code == 404

    form = client.get(f"/tickets/filter/condition?field=requester_id&value={nia.pk}")
    assert "Nia Quartzberg" in form.content.decode()
    page = client.get(f"/tickets/?view=all&all=requester_id:is:{nia.pk}").content.decode()
    assert "<strong>Nia Quartzberg</strong>" in page
    assert "Hers" in page
