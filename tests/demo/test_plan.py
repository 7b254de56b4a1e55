"""The plan alone: believable in numbers, whole in its words, and the same for the same seed."""

import re
from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from firstline.demo.acts import Act, Received, Replied, Story
from firstline.demo.company import CompanyPlan, invent_company
from firstline.demo.plan import Plan, invent
from firstline.demo.prose import Language, about, problem_of
from firstline.demo.rhythm import after_work
from firstline.demo.words import LANGUAGES, words
from tests.demo.conftest import NOW

TICKETS = 500


@pytest.fixture(scope="module")
def plan() -> Plan:
    return invent(NOW, tickets=TICKETS)


@pytest.fixture(scope="module")
def company() -> CompanyPlan:
    return invent_company(Random(1))  # noqa: S311 - names, not secrets


def test_the_same_seed_makes_the_same_plan() -> None:
    assert invent(NOW, tickets=60) == invent(NOW, tickets=60)
    assert invent(NOW, tickets=60) != invent(NOW, tickets=60, seed=21)


def test_there_are_as_many_tickets_as_asked_for(plan: Plan) -> None:
    assert len(plan.stories) == TICKETS


def test_addresses_belong_to_nobody_and_to_one_person_each(company: CompanyPlan) -> None:
    addresses = [agent.email for agent in company.agents]
    addresses += [customer.email for customer in company.customers]
    assert len(set(addresses)) == len(addresses) == 430
    assert all(
        address.isascii() and address.endswith(".example") and address == address.lower()
        for address in addresses
    )


def test_names_fit_their_country(company: CompanyPlan) -> None:
    for customer in company.customers:
        if customer.organisation is not None:
            assert customer.country == customer.organisation.country
        assert customer.language == words("names")[customer.country]["language"]


def test_the_restricted_group_has_members_who_answer(company: CompanyPlan) -> None:
    restricted = [group.name for group in company.groups if group.is_restricted]
    assert restricted == ["Security"]
    assert company.answering("en", "Security")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_problem_has_a_subject_and_an_answer(code: str) -> None:
    for scenario in Language(code).scenarios.values():
        for opening in scenario["open"]:
            problem = problem_of(opening)
            assert about(problem, scenario["subject"])
            assert about(problem, scenario["fix"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_scenario_is_known(code: str) -> None:
    assert set(Language(code).scenarios) <= set(words("scenarios"))


def test_nothing_of_the_grammar_is_left_in_the_words(plan: Plan) -> None:
    left = re.compile(r"[{}]|\$[a-z]|^\d+: ")
    for story in plan.stories:
        assert not left.search(story.subject), story.subject
        for text in _texts(story):
            assert not left.search(text), text


def test_acts_are_in_order_and_past(plan: Plan) -> None:
    for story in plan.stories:
        moments = [act.at for act in story.acts]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
        assert moments[0] > NOW - timedelta(days=92)


def test_first_mails_hardly_repeat(plan: Plan) -> None:
    first = Counter(_texts(story)[0] for story in plan.stories)
    assert len(first) > 0.98 * TICKETS


def test_many_languages_are_spoken(plan: Plan) -> None:
    spoken = Counter(story.requester.language for story in plan.stories)
    assert set(spoken) >= {"en", "de", "fr", "es", "it", "pt", "nl"}
    assert 0.3 < spoken["en"] / TICKETS < 0.7


def test_conversations_are_short_and_long(plan: Plan) -> None:
    lengths = Counter(len(_texts(story)) for story in plan.stories)
    assert set(lengths) >= set(range(1, 11))
    assert max(lengths) <= 16


def test_the_week_has_its_shape() -> None:
    stories = invent(NOW, tickets=1500).stories
    days = Counter(story.opened_at.weekday() for story in stories)
    assert max(days, key=lambda day: days[day]) == 0
    assert days[5] + days[6] < 0.15 * len(stories)


def test_the_incident_is_sudden(plan: Plan) -> None:
    recent = [story for story in plan.stories if story.opened_at > NOW - timedelta(hours=2)]
    sign = re.compile(r"C-503|queue|Warte|attente|cola|coda|fila")
    reports = [story for story in recent if sign.search(_texts(story)[0])]
    assert len({story.requester for story in recent}) >= 40
    assert len(reports) >= 25
    assert len({story.requester.language for story in recent}) >= 5


@pytest.mark.parametrize("hour", [2, 9, 14, 23])
def test_a_demo_can_begin_at_any_hour(hour: int) -> None:
    at = NOW.replace(hour=hour) + timedelta(days=hour)
    assert len(invent(at, tickets=80).stories) == 80


def test_agents_answer_in_working_hours() -> None:
    friday_evening = datetime.fromisoformat("2026-11-20T19:30:00+00:00")
    assert after_work(friday_evening, 10).isoformat() == "2026-11-21T08:40:00+00:00"
    assert after_work(friday_evening, 300).isoformat() == "2026-11-23T07:30:00+00:00"


def test_customers_are_answered_in_their_language(plan: Plan) -> None:
    for story in plan.stories:
        language = Language(story.requester.language)
        farewells = language.words["bye_agent"]
        for act in story.acts:
            if isinstance(act, Replied):
                assert any(farewell in act.mail.text for farewell in farewells)


def _texts(story: Story) -> list[str]:
    return [act.mail.text for act in story.acts if _is_written(act)]  # type: ignore[attr-defined]


def _is_written(act: Act) -> bool:
    return isinstance(act, Received) or hasattr(act, "mail")
