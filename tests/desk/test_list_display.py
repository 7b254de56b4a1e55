"""How an agent wants lists: density, columns, what is unread; and a look into a ticket."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from firstline.desk import actions
from firstline.desk.models import SavedView, TicketReading
from firstline.desk.queries.ticket_list import page_of
from firstline.desk.queue.listing import Listing
from firstline.platform.fields.models import FieldKind
from firstline.team.models import Agent, Density
from tests import world
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db


def listing(address: str, agent: Agent) -> Listing:
    return Listing.asked_for(QueryDict(address), agent)


def is_unread(agent: Agent) -> bool:
    return page_of(listing("view=all", agent), agent).rows[0].is_unread


def test_a_ticket_is_unread_until_the_agent_has_seen_its_last_message(
    amara: Agent, bo: Agent
) -> None:
    ticket = world.make_ticket()
    assert is_unread(amara)
    actions.mark_read(ticket, number=1, by=amara)
    assert not is_unread(amara)
    assert is_unread(bo)
    world.make_message(ticket)
    assert is_unread(amara)


def test_what_was_solved_before_one_looked_is_no_news(amara: Agent) -> None:
    world.make_ticket(status="solved")
    assert not is_unread(amara)


def test_the_density_is_kept_for_the_agent(client_of: ClientOf, amara: Agent) -> None:
    client = client_of(amara)
    client.post("/tickets/density", {"density": "dense"})
    assert Agent.objects.get(pk=amara.pk).list_density == Density.DENSE
    page = client.get("/tickets/").content.decode()
    assert 'data-density="dense"' in page
    assert "size=100" in page
    assert client.post("/tickets/density", {"density": "huge"}).status_code == 422


def test_a_list_is_a_table_of_the_columns_in_its_address(client_of: ClientOf, amara: Agent) -> None:
    world.make_ticket(subject="hum", tags=["lamp"])
    page = client_of(amara).get("/tickets/?columns=number,subject,tags,nonsense").content.decode()
    assert page.count('class="ticket-cell ticket-cell-') >= 6
    assert "list-pane-table" in page
    assert "sort=subject" in page


def test_a_heading_sorts_and_turns_round(amara: Agent) -> None:
    once = {one.column.name: one for one in listing("columns=number,due,group", amara).headings}
    assert once["number"].direction == ""
    assert "sort=number" in once["number"].query
    assert once["group"].query == ""
    again = listing("columns=number&sort=number", amara).headings[0]
    assert again.direction == "descending"
    assert "sort=-number" in again.query


def test_a_column_can_show_a_field_of_the_desks_own(amara: Agent) -> None:
    field = world.make_field("Model", kind=FieldKind.TEXT)
    ticket = world.make_ticket()
    actions.set_fields(ticket, values={field: "LM-4"}, by=amara)
    asked = listing(f"columns=number,custom_fields_{field.pk}", amara)
    row = page_of(asked, amara).rows[0]
    assert [column.value(row) for column in asked.columns] == [f"#{ticket.pk}", "LM-4"]


def test_columns_are_part_of_a_saved_view(client_of: ClientOf, amara: Agent) -> None:
    client_of(amara).post("/views/?columns=number,subject", {"title": "Short"})
    saved = SavedView.objects.get()
    assert saved.columns == ["number", "subject"]
    again = listing(f"view=view-{saved.pk}", amara)
    assert [column.name for column in again.columns] == ["number", "subject"]
    assert not again.is_changed
    assert "columns=none" in again.as_table


def test_a_look_into_a_ticket_shows_its_end_and_reads_nothing(
    client_of: ClientOf, amara: Agent
) -> None:
    ticket = world.make_ticket(text="the first message")
    for number in range(4):
        world.make_message(ticket, text=f"message {number}")
    look = client_of(amara).get(f"/tickets/{ticket.pk}/preview").content.decode()
    assert "message 3" in look
    assert "the first message" not in look
    assert "2 earlier messages" in look
    assert not TicketReading.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/tickets/?columns=status,number,subject,requester,organisation,assignee,group,tags,due",
        "/tickets/rows/?columns=number,tags",
        "/tickets/columns?columns=number",
        "/tickets/{}/preview",
    ],
)
def test_no_list_asks_more_where_there_is_more(
    client_of: ClientOf, amara: Agent, address: str
) -> None:
    client, ticket = client_of(amara), world.make_ticket()
    world.make_field("The first", kind=FieldKind.TEXT)
    address = address.format(ticket.pk)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(6):
        world.make_field(f"Field {number}", kind=FieldKind.TEXT)
        world.make_message(ticket)
        world.make_ticket(tags=["lamp"], assignee=amara)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 12
