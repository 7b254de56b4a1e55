import pytest
from pytest_django import DjangoAssertNumQueries

from firstline.desk.models import Ticket
from firstline.team.models import Agent
from tests import world
from tests.api.conftest import Caller, caller_of

pytestmark = pytest.mark.django_db


def test_a_ticket_has_every_key_that_clients_read(amaras: Caller) -> None:
    ticket = world.make_ticket(subject="Broken lamp", tags=["lamp"])

    shape = amaras.get(f"tickets/{ticket.pk}.json").json()["ticket"]

    assert shape["subject"] == "Broken lamp"
    assert shape["tags"] == ["lamp"]
    assert shape["via"] == {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}}
    assert shape["url"] == f"http://testserver/api/v2/tickets/{ticket.pk}.json"
    assert shape["custom_fields"] == shape["fields"] == []
    assert shape["type"] is None
    assert shape["created_at"].endswith("Z")
    assert "." not in shape["created_at"]


@pytest.mark.parametrize("ident", ["999999", "9223372036854775807", "99999999999999999999999"])
def test_what_does_not_exist_is_not_found(amaras: Caller, ident: str) -> None:
    answer = amaras.get(f"tickets/{ident}.json")

    assert answer.status_code == 404
    assert answer.json() == {"error": "RecordNotFound", "description": "Not found"}


def test_a_restricted_ticket_looks_like_a_missing_one(amaras: Caller, goran: Agent) -> None:
    hidden = world.make_ticket(group=world.group(world.SECURITY))

    for path in (f"tickets/{hidden.pk}", f"tickets/{hidden.pk}/comments"):
        assert amaras.get(path).status_code == 404
        assert caller_of(goran).get(path).status_code == 200
    assert amaras.get("tickets").json()["tickets"] == []
    assert amaras.get("search?query=parcel").json()["count"] == 0
    assert amaras.send("PUT", f"tickets/{hidden.pk}", {"ticket": {}}).status_code == 404


def test_follow_ups_are_named_to_who_may_see_them(amaras: Caller, goran: Agent) -> None:
    closed, open_one = world.make_ticket(status="closed"), world.make_ticket()
    hidden = world.make_ticket(group=world.group(world.SECURITY))
    Ticket.objects.filter(pk__in=[open_one.pk, hidden.pk]).update(follows=closed)

    def named(caller: Caller) -> list[int]:
        return list(caller.get(f"tickets/{closed.pk}").json()["ticket"]["followup_ids"])

    assert named(amaras) == [open_one.pk]
    assert sorted(named(caller_of(goran))) == [open_one.pk, hidden.pk]


def test_pages_by_number_say_the_total_and_link_on(amaras: Caller) -> None:
    tickets = [world.make_ticket().pk for _ in range(5)]

    first = amaras.get("tickets.json?per_page=2").json()
    second = amaras.get(first["next_page"].partition("/api/v2/")[2]).json()

    assert first["count"] == 5
    assert first["previous_page"] is None
    assert [shape["id"] for shape in first["tickets"] + second["tickets"]] == tickets[:4]
    assert "page=1" in second["previous_page"]


def test_pages_by_cursor_go_to_the_end_and_back(amaras: Caller) -> None:
    tickets = [world.make_ticket().pk for _ in range(5)]

    seen: list[int] = []
    page = amaras.get("tickets.json?page[size]=2").json()
    while True:
        seen += [shape["id"] for shape in page["tickets"]]
        if not page["meta"]["has_more"]:
            break
        page = amaras.get(page["links"]["next"].partition("/api/v2/")[2]).json()
    back = amaras.get(page["links"]["prev"].partition("/api/v2/")[2]).json()

    assert seen == tickets
    assert page["links"]["next"] is None
    assert [shape["id"] for shape in back["tickets"]] == tickets[2:4]
    assert "count" not in page


@pytest.mark.parametrize(
    "query",
    ["page=x", "page=0", "per_page=-1", "page[size]=%00", "page[after]=%ff", "sort_by=password"],
)
def test_nonsense_in_the_query_is_a_clear_400(amaras: Caller, query: str) -> None:
    assert amaras.get(f"tickets?{query}").status_code == 400


def test_too_deep_a_page_is_refused(amaras: Caller) -> None:
    answer = amaras.get("tickets?page=1000")

    assert answer.status_code == 400
    assert answer.json()["error"] == "InvalidPaginationDepth"


def test_the_list_costs_the_same_whatever_its_length(
    amaras: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.make_ticket()
    amaras.get("tickets")
    # One of them is asked once by each process: whether the desk is set up.
    with django_assert_num_queries(7):
        amaras.get("tickets")
    for _ in range(5):
        world.make_ticket()
    with django_assert_num_queries(7):
        amaras.get("tickets")


def test_comments_come_oldest_first_with_their_audits(amaras: Caller, amara: Agent) -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket)
    world.make_note(ticket)

    comments = amaras.get(f"tickets/{ticket.pk}/comments.json").json()["comments"]

    assert [comment["public"] for comment in comments] == [True, True, False]
    assert comments[1]["author_id"] == amara.pk
    assert len({comment["audit_id"] for comment in comments}) == 3
    assert "users" not in amaras.get(f"tickets/{ticket.pk}/comments.json").json()


def test_an_answer_that_the_caller_has_is_not_sent_again(amaras: Caller) -> None:
    ticket = world.make_ticket()
    first = amaras.get(f"tickets/{ticket.pk}")

    again = amaras.get(f"tickets/{ticket.pk}", **{"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_a_new_ticket_is_the_requesters_words(amaras: Caller) -> None:
    answer = amaras.send(
        "POST",
        "tickets.json",
        {
            "ticket": {
                "subject": "Hello",
                "comment": {"body": "I need help"},
                "requester": {"name": "Nadia", "email": "Nadia@Example.org"},
                "priority": "high",
                "tags": ["vip"],
            }
        },
    )

    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == body["ticket"]["url"]
    assert body["audit"]["ticket_id"] == body["ticket"]["id"]
    assert (body["ticket"]["priority"], body["ticket"]["tags"]) == ("high", ["vip"])
    ticket = Ticket.objects.get(pk=body["ticket"]["id"])
    assert ticket.requester.person.email == "nadia@example.org"
    assert ticket.waiting_since is not None


def test_a_ticket_without_words_says_which_field_is_blank(amaras: Caller) -> None:
    answer = amaras.send("POST", "tickets", {"ticket": {"subject": "Nothing"}})

    assert answer.status_code == 422
    assert answer.json()["details"]["base"][0]["error"] == "BlankValue"


def test_an_update_comments_and_changes_in_one_audit(amaras: Caller, bo: Agent) -> None:
    ticket = world.make_ticket()

    answer = amaras.send(
        "PUT",
        f"tickets/{ticket.pk}.json",
        {
            "ticket": {
                "id": "",
                "comment": {"body": "Done", "public": True},
                "status": "solved",
                "assignee_id": bo.pk,
            }
        },
    )

    body = answer.json()
    assert answer.status_code == 200
    assert body["ticket"]["status"] == "solved"
    assert body["ticket"]["assignee_id"] == bo.pk
    assert {event["type"] for event in body["audit"]["events"]} == {"Comment", "Change"}
    assert "id" in answer["X-Zendesk-API-Warn"]


def test_a_stale_safe_update_is_a_conflict(amaras: Caller) -> None:
    ticket = world.make_ticket()

    answer = amaras.send(
        "PUT",
        f"tickets/{ticket.pk}",
        {
            "ticket": {
                "status": "solved",
                "safe_update": True,
                "updated_stamp": "2020-01-01T00:00:00Z",
            }
        },
    )

    assert answer.status_code == 409
    assert answer.json()["error"] == "UpdateConflict"
    ticket.refresh_from_db()
    assert ticket.status == "new"


def test_a_refused_update_changes_nothing_at_all(amaras: Caller) -> None:
    ticket = world.make_ticket()

    answer = amaras.send(
        "PUT",
        f"tickets/{ticket.pk}",
        {"ticket": {"comment": {"body": "Half"}, "subject": "Other", "assignee_id": 99999}},
    )

    ticket.refresh_from_db()
    assert answer.status_code == 422
    assert (ticket.subject, ticket.message_count) == ("My parcel has not arrived", 1)


def test_light_agents_cannot_answer_customers_by_api(lins: Caller) -> None:
    ticket = world.make_ticket()
    path = f"tickets/{ticket.pk}"

    public = lins.send("PUT", path, {"ticket": {"comment": {"body": "Hi", "public": True}}})
    solved = lins.send("PUT", path, {"ticket": {"status": "solved"}})
    note = lins.send("PUT", path, {"ticket": {"comment": {"body": "Hm", "public": False}}})

    assert (public.status_code, solved.status_code, note.status_code) == (403, 403, 200)


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", '"x"', '{"ticket": 7}', '{"ticket": {"tags": 7}}', "\x00", "[" * 100_000],
)
def test_a_broken_body_is_a_clear_422(amaras: Caller, body: str) -> None:
    assert amaras.send("POST", "tickets", body).status_code == 422


def test_a_wrong_method_says_which_are_right(amaras: Caller) -> None:
    answer = amaras.send("DELETE", "tickets", "")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
