"""The home of all settings, its search, and the record of changes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.desk.administration import fields
from firstline.platform.clock import now
from firstline.platform.events.models import Event
from firstline.team import actions as team
from firstline.team import audit
from firstline.team.models import Agent, Role
from firstline.team.settings import places
from tests import world
from tests.conftest import ClientOf


@pytest.fixture
def admin(client_of: ClientOf, farah: Agent) -> Client:
    return client_of(farah)


def titles(query: str) -> set[str]:
    admin = Agent(role_id=Role.ADMIN)
    return {str(place.title) for rows in places(admin, query).values() for place in rows}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tags", {"Tags"}),
        ("MERG", {"Tags"}),
        ("custom status", {"Statuses"}),
        ("audit", {"Changes to settings"}),
        ("restrict", {"Groups"}),
        ("nonsense", set()),
    ],
)
def test_settings_are_found_by_words(query: str, expected: set[str]) -> None:
    assert expected <= titles(query)
    assert bool(titles(query)) == bool(expected)


def test_the_home_lists_every_place_and_each_opens(admin: Client, farah: Agent) -> None:
    home = admin.get("/settings/").content.decode()
    for rows in places(farah).values():
        for place in rows:
            assert f'href="{place.address()}"' in home
            assert admin.get(place.address()).status_code == 200
    part = admin.get("/settings/", {"q": "tags"}, headers={"HX-Target": "places"})
    assert part.content.decode().startswith('<div class="stack" id="places">')


def test_the_record_says_who_changed_what_from_what_to_what(admin: Client, farah: Agent) -> None:
    evil = "<script>alert(1)</script>"
    field = world.make_field("Product", kind="text")
    fields.change_field(field, title=evil, is_required=True, by=farah)
    page = admin.get("/settings/history/").content.decode()
    assert evil not in page
    assert "<del>Product</del> → " in page
    assert "<del>No</del> → </ins>" not in page
    assert "<ins>Yes</ins>" in page
    world.make_ticket()
    assert "ticket opened" not in admin.get("/settings/history/").content.decode()


def test_the_record_is_narrowed_to_a_person_and_an_area(farah: Agent) -> None:
    field = world.make_field("Product", kind="text")
    fields.change_field(field, title="Article", by=farah)
    team.create_group("Night shift", by=farah)
    areas = [entry.area for entry in audit.entries(person=farah.pk, kind="", before=None)]
    assert areas == ["Groups", "Ticket fields"]
    (entry,) = audit.entries(person=farah.pk, kind="ticket_field", before=None)
    assert (entry.what, entry.verb) == ("Article", "changed")
    assert audit.entries(person=world.agent(world.AMARA).pk, kind="", before=None) == []


def test_the_record_costs_the_same_however_long_it_is(admin: Client, farah: Agent) -> None:
    field = world.make_field("Product", kind="text")
    admin.get("/settings/history/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            admin.get("/settings/history/")
        return len(caught)

    few = queries()
    for number in range(audit.PAGE + 5):
        fields.change_field(field, title=f"Article {number}", by=farah)
    assert queries() == few <= 13
    first = audit.entries(person=None, kind="", before=None)
    assert len(first) == audit.PAGE + 1
    page = admin.get("/settings/history/").content.decode()
    assert f"before={first[audit.PAGE - 1].id}" in page
    older = audit.entries(person=None, kind="ticket_field", before=first[audit.PAGE - 1].id)
    assert len(older) == 5


def test_the_record_is_read_from_its_own_index(farah: Agent) -> None:
    """Among a million events of tickets, those of settings are few."""
    Event.objects.bulk_create(
        Event(name="x", at=now(), subject_kind="ticket", subject_id=number, actor_kind="system")
        for number in range(5_000)
    )
    with connection.cursor() as cursor:
        # What the planner chooses depends on how much it believes there is.
        cursor.execute("ANALYZE events_event")
        with CaptureQueriesContext(connection) as caught:
            audit.entries(person=None, kind="", before=10**9)
        cursor.execute("EXPLAIN " + caught[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "event_of_arranging" in plan
