from urllib.parse import quote

import pytest

from firstline.desk import actions
from firstline.platform.events.actors import SYSTEM
from firstline.team.models import Agent
from tests import world
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(amara: Agent) -> dict[str, int]:
    """Three tickets by what is special about them."""
    solved = world.make_ticket(subject="Refund for lamp", tags=["billing"])
    actions.solve(solved, by=SYSTEM)
    mine = world.make_ticket(
        subject="Printer jam", text="It eats paper", assignee=amara, priority="urgent"
    )
    plain = world.make_ticket(subject="Where is my order", text="The lamp has not come")
    return {"solved": solved.pk, "mine": mine.pk, "plain": plain.pk}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type:ticket", {"solved", "mine", "plain"}),
        ("type:ticket lamp", {"solved", "plain"}),
        ("lamp -refund", {"plain"}),
        ("status:solved", {"solved"}),
        ("status<solved", {"mine", "plain"}),
        ("-status:solved", {"mine", "plain"}),
        ("assignee:me", {"mine"}),
        ("assignee:none", {"solved", "plain"}),
        ("priority>normal", {"mine"}),
        ('tags:"billing" tags:"other"', {"solved"}),
        ("tags:none", {"mine", "plain"}),
        ("requester:dana@acme.example", {"solved", "mine", "plain"}),
        ("created>4hours", {"solved", "mine", "plain"}),
        ("created<2020-01-01", set()),
        ("created>2020-01-01T00:00:00Z", {"solved", "mine", "plain"}),
        ("nonsense:1", set()),
        ("created:yesterdayish", set()),
    ],
)
def test_the_query_language_narrows(
    amaras: Caller, tickets: dict[str, int], query: str, expected: set[str]
) -> None:
    answer = amaras.get(f"search.json?query={query.replace(' ', '+')}").json()

    found = {result["id"] for result in answer["results"]}
    assert found == {tickets[name] for name in expected}
    assert answer["count"] == len(expected)
    assert all(result["result_type"] == "ticket" for result in answer["results"])


def test_the_count_is_the_only_key(amaras: Caller, tickets: dict[str, int]) -> None:
    assert amaras.get("search/count.json?query=lamp").json() == {"count": 2}


def test_people_are_found_by_name_and_address(amaras: Caller) -> None:
    for query in ("type:user+dana", "type:user+acme", "type:user+email:dana@acme.example"):
        (result,) = amaras.get(f"search.json?query={query}").json()["results"]
        assert (result["name"], result["result_type"]) == ("Dana Fischer", "user")


@pytest.mark.parametrize(
    "query", ["\x00", "'", "\\", "!!!", "&|", ":*", "((", "a" * 5000, "-", '"']
)
def test_hostile_words_are_only_words(amaras: Caller, query: str) -> None:
    assert amaras.get(f"search?query={quote(query)}").status_code == 200


def test_a_blank_query_is_refused(amaras: Caller) -> None:
    assert amaras.get("search?query=").status_code == 422
