"""The same changes to many tickets: at once or by a job, cancelled, undone, never done twice."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.actions import bulk
from firstline.desk.changes import Change
from firstline.desk.errors import BadValue
from firstline.desk.models import BulkEdit, BulkEditState, BulkEditTicket, Ticket
from firstline.desk.queries.bulk_edits import result_of
from firstline.platform.accounts.models import Person
from firstline.platform.errors import NotAllowed
from firstline.platform.events.models import Event
from firstline.team.models import Agent
from firstline.team.rights import Right
from tests import world
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db

HIGH = [Change("priority", "high")]


def tickets(number: int = 3) -> list[Ticket]:
    return [world.make_ticket(subject=f"ticket {place}") for place in range(number)]


def ids(some: list[Ticket]) -> list[int]:
    return [ticket.pk for ticket in some]


def priorities(some: list[Ticket]) -> list[str]:
    rows = Ticket.objects.filter(pk__in=ids(some)).order_by("pk")
    return list(rows.values_list("priority", flat=True))


@pytest.fixture
def by_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every edit were of more than a hundred tickets."""
    monkeypatch.setattr(bulk, "AT_ONCE", 0)


def test_few_tickets_are_changed_at_once(amara: Agent) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    assert priorities(some) == ["high", "high", "high"]
    assert (edit.state, edit.changed, edit.total) == (BulkEditState.FINISHED, 3, 3)


def test_each_ticket_has_its_event_and_the_edit_one_more(amara: Agent) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    assert Event.objects.filter(name="priority_changed", subject_id__in=ids(some)).count() == 3
    begun = Event.objects.get(subject_kind="bulk_edit", subject_id=edit.pk)
    assert begun.name == "bulk_edit_begun"
    assert begun.data["total"] == 3


def test_many_are_left_to_a_job(amara: Agent, by_job: None) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    assert edit.state == BulkEditState.RUNNING
    assert priorities(some) == ["normal"] * 3
    actions.go_on_with_bulk_edit(edit.pk)
    assert priorities(some) == ["high"] * 3


def test_who_goes_on_after_a_crash_does_nothing_twice(
    amara: Agent, by_job: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), [Change("current_tags", "flood")], by=amara)
    bulk._next(edit.pk)
    bulk._next(edit.pk)
    actions.go_on_with_bulk_edit(edit.pk)
    actions.go_on_with_bulk_edit(edit.pk)
    assert Event.objects.filter(name="tags_changed", subject_id__in=ids(some)).count() == 3
    edit.refresh_from_db()
    assert (edit.changed, edit.unchanged, edit.state) == (3, 0, BulkEditState.FINISHED)


def test_what_refuses_is_left_alone_and_says_why(amara: Agent) -> None:
    some = tickets()
    actions.set_status(some[1], status="closed", by=amara)
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    assert (edit.changed, edit.refused) == (2, 1)
    refused = BulkEditTicket.objects.exclude(refusal="").get()
    assert refused.ticket_id == some[1].pk
    assert "closed" in refused.refusal


def test_what_is_so_already_is_no_change(amara: Agent) -> None:
    some = tickets(2)
    actions.set_priority(some[0], priority="high", by=amara)
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    assert (edit.changed, edit.unchanged) == (1, 1)


def test_ids_of_hidden_tickets_are_as_if_they_were_not_there(amara: Agent) -> None:
    secret = world.make_ticket(group=world.group(world.SECURITY))
    seen = world.make_ticket()
    edit = actions.edit_in_bulk([secret.pk, seen.pk, 999_999], HIGH, by=amara)
    assert edit.total == 1
    assert priorities([secret, seen]) == ["normal", "high"]


def test_a_ticket_that_is_hidden_meanwhile_is_left_alone(amara: Agent, by_job: None) -> None:
    some = tickets(2)
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    Ticket.objects.filter(pk=some[0].pk).update(group=world.group(world.SECURITY))
    actions.go_on_with_bulk_edit(edit.pk)
    assert priorities(some) == ["normal", "high"]
    assert BulkEdit.objects.get().refused == 1


def test_light_agents_change_nothing(lin: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.edit_in_bulk(ids(tickets(1)), HIGH, by=lin)


def test_nothing_chosen_and_nonsense_are_refused_before_anything_happens(amara: Agent) -> None:
    with pytest.raises(BadValue):
        actions.edit_in_bulk([], HIGH, by=amara)
    with pytest.raises(BadValue):
        actions.edit_in_bulk(ids(tickets(1)), [Change("priority", "purple")], by=amara)
    assert not BulkEdit.objects.exists()


def test_undoing_puts_everything_back(amara: Agent) -> None:
    some = tickets()
    actions.set_priority(some[0], priority="low", by=amara)
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    edit = actions.undo_bulk_edit(edit, by=amara)
    assert priorities(some) == ["low", "normal", "normal"]
    assert (edit.state, edit.undone, edit.kept) == (BulkEditState.UNDONE, 3, 0)


def test_undoing_leaves_alone_what_somebody_changed_since(amara: Agent, bo: Agent) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    actions.set_priority(some[1], priority="urgent", by=bo)
    actions.set_tags(some[2], add=["other"], by=bo)
    edit = actions.undo_bulk_edit(edit, by=amara)
    assert priorities(some) == ["normal", "urgent", "normal"]
    assert (edit.undone, edit.kept) == (2, 1)
    assert "Bo Lindqvist" in BulkEditTicket.objects.exclude(refusal="").get().refusal


@pytest.mark.parametrize(
    "change",
    [
        Change("removed_as", "bin"),
        Change("removed_as", "spam"),
        Change("snoozed_until", "customer"),
        Change("snoozed_until", "2999-01-01T09:00:00+00:00"),
        Change("status", "pending"),
        Change("current_tags", "flood water"),
        Change("assignee_id", "current_user"),
        Change("type", "task"),
    ],
)
def test_every_kind_of_change_is_undone(amara: Agent, change: Change) -> None:
    ticket = world.make_ticket()
    columns = ("status", "tags", "assignee", "type", "removed_as", "is_snoozed", "snoozed_until")
    before = Ticket.objects.filter(pk=ticket.pk).values(*columns).get()
    edit = actions.edit_in_bulk([ticket.pk], [change], by=amara)
    assert edit.changed == 1
    assert Ticket.objects.filter(pk=ticket.pk).values(*columns).get() != before
    actions.undo_bulk_edit(edit, by=amara)
    assert Ticket.objects.filter(pk=ticket.pk).values(*columns).get() == before


def test_undoing_many_is_a_job_that_can_be_gone_on_with(amara: Agent, by_job: None) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    actions.go_on_with_bulk_edit(edit.pk)
    edit = actions.undo_bulk_edit(edit, by=amara)
    assert edit.state == BulkEditState.UNDOING
    bulk._next(edit.pk)
    actions.go_on_with_bulk_edit(edit.pk)
    assert priorities(some) == ["normal"] * 3
    assert BulkEdit.objects.get().state == BulkEditState.UNDONE


def test_cancelling_leaves_the_rest_alone_and_what_was_done_can_be_undone(
    amara: Agent, by_job: None
) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    bulk._next(edit.pk)
    actions.cancel_bulk_edit(edit, by=amara)
    actions.go_on_with_bulk_edit(edit.pk)
    assert priorities(some) == ["high", "normal", "normal"]
    actions.undo_bulk_edit(edit, by=amara)
    actions.go_on_with_bulk_edit(edit.pk)
    assert priorities(some) == ["normal"] * 3


def let_go(agent: Agent) -> None:
    Person.objects.filter(pk=agent.person_id).update(is_active=False)


def lose_the_right(agent: Agent) -> None:
    role = agent.role
    role.rights = [right for right in role.rights if right != Right.BULK]
    role.save(update_fields=["rights"])


@pytest.mark.parametrize(
    ("happens", "said"),
    [(let_go, "is not in use any more"), (lose_the_right, "may not change many tickets")],
)
def test_who_is_let_go_or_loses_the_right_changes_no_more(
    amara: Agent, by_job: None, happens: Callable[[Agent], None], said: str
) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    bulk._next(edit.pk)
    happens(amara)
    actions.go_on_with_bulk_edit(edit.pk)
    assert priorities(some) == ["high", "normal", "normal"]
    edit.refresh_from_db()
    assert edit.state == BulkEditState.CANCELLED
    assert "2 were left alone." in result_of(edit)
    assert said in result_of(edit)


def test_an_admin_undoes_what_somebody_did_who_is_gone(
    amara: Agent, farah: Agent, by_job: None
) -> None:
    some = tickets()
    edit = actions.edit_in_bulk(ids(some), HIGH, by=amara)
    actions.go_on_with_bulk_edit(edit.pk)
    let_go(amara)
    actions.undo_bulk_edit(edit, by=farah)
    actions.go_on_with_bulk_edit(edit.pk)
    assert priorities(some) == ["normal"] * 3


def test_the_page_changes_the_selected_and_offers_to_undo(
    client_of: ClientOf, amara: Agent
) -> None:
    some = tickets()
    chosen = ",".join(map(str, ids(some)[:2]))
    answer = client_of(amara).post(
        "/bulk-edits/?view=unsolved",
        {"tickets": chosen, "change": "priority:high"},
        headers={"HX-Request": "true"},
    )
    assert priorities(some) == ["high", "high", "normal"]
    edit = BulkEdit.objects.get()
    assert f"/bulk-edits/{edit.pk}/undoing" in answer["HX-Trigger"]
    assert "Priority: High" in answer["HX-Trigger"]
    client_of(amara).post(f"/bulk-edits/{edit.pk}/undoing", headers={"HX-Request": "true"})
    assert priorities(some) == ["normal"] * 3


def test_the_whole_view_is_changed_and_nothing_beside_it(client_of: ClientOf, amara: Agent) -> None:
    some = tickets()
    actions.assign(some[0], to=amara, by=amara)
    client_of(amara).post("/bulk-edits/?view=unassigned", {"all": "1", "change": "priority:high"})
    assert priorities(some) == ["normal", "high", "high"]
    assert BulkEdit.objects.get().listing == "view=unassigned"


def test_a_filter_that_cannot_be_asked_changes_nothing(client_of: ClientOf, amara: Agent) -> None:
    some = tickets(1)
    client_of(amara).post(
        "/bulk-edits/?view=all&all=nonsense:is:1", {"all": "1", "change": "priority:high"}
    )
    assert priorities(some) == ["normal"]


def test_a_running_edit_shows_how_far_it_is(
    client_of: ClientOf, amara: Agent, by_job: None
) -> None:
    some = tickets()
    answer = client_of(amara).post(
        "/bulk-edits/",
        {"tickets": ",".join(map(str, ids(some))), "change": "priority:high"},
        headers={"HX-Request": "true"},
    )
    assert "0 of 3" in answer.content.decode()
    edit = BulkEdit.objects.get()
    bulk._next(edit.pk)
    page = client_of(amara).get(f"/bulk-edits/{edit.pk}/progress", headers={"HX-Request": "true"})
    assert "1 of 3" in page.content.decode()


def test_edits_of_others_are_not_there_but_for_admins(
    client_of: ClientOf, amara: Agent, bo: Agent, farah: Agent
) -> None:
    edit = actions.edit_in_bulk(ids(tickets(1)), HIGH, by=amara)
    assert client_of(bo).get(f"/bulk-edits/{edit.pk}").status_code == 404
    assert client_of(bo).post(f"/bulk-edits/{edit.pk}/undoing").status_code == 404
    assert client_of(farah).get(f"/bulk-edits/{edit.pk}").status_code == 200


def test_refusals_name_no_ticket_that_the_reader_may_not_see(
    client_of: ClientOf, amara: Agent
) -> None:
    ticket = world.make_ticket(subject="becomes secret")
    actions.set_status(ticket, status="closed", by=amara)
    edit = actions.edit_in_bulk([ticket.pk], HIGH, by=amara)
    assert "becomes secret" in client_of(amara).get(f"/bulk-edits/{edit.pk}").content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(group=world.group(world.SECURITY))
    assert "becomes secret" not in client_of(amara).get(f"/bulk-edits/{edit.pk}").content.decode()


def test_selected_tickets_are_merged_beside_the_first(client_of: ClientOf, amara: Agent) -> None:
    first, second, third = ids(tickets())
    answer = client_of(amara).get(f"/tickets/bulk/merge?tickets={second},{first},{third}")
    assert answer["Location"] == f"/tickets/{second}/merge?with={first}&with={third}"


@pytest.mark.parametrize("address", ["/bulk-edits/", "/tickets/bulk?view=unsolved"])
def test_the_pages_ask_the_same_however_much_there_is(
    client_of: ClientOf, amara: Agent, bo: Agent, address: str
) -> None:
    client = client_of(amara)
    actions.edit_in_bulk(ids(tickets(1)), [Change("assignee_id", str(amara.pk))], by=amara)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for agent in (amara, bo):
        for _ in range(3):
            change = [Change("assignee_id", str(agent.pk))]
            actions.edit_in_bulk(ids(tickets(2)), change, by=amara)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_enter_in_a_field_of_the_bar_presses_no_button_by_itself(
    client_of: ClientOf, amara: Agent
) -> None:
    page = client_of(amara).get("/tickets/").content.decode()
    bar = page[page.index('id="bulk-bar"') :]
    first = bar.index('type="submit"')
    assert "hidden disabled" in bar[first : bar.index(">", first)]
