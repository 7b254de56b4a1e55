import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from firstline.live.access import viewers
from firstline.team.models import Agent
from tests import world


def session_of(agent: Agent) -> str:
    client = Client()
    client.force_login(agent.person)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_all_open_pages_are_checked_by_a_handful_of_queries(
    amara: Agent,
    bo: Agent,
    chidi: Agent,
    goran: Agent,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    keys = [session_of(agent) for agent in (amara, bo, chidi, goran)]
    with django_assert_max_num_queries(5):
        found = viewers(keys)
    assert [found[key].agent_id for key in keys] == [amara.pk, bo.pk, chidi.pk, goran.pk]


def test_a_viewer_knows_the_groups_that_are_not_hidden(amara: Agent, goran: Agent) -> None:
    security, support = world.group(world.SECURITY).pk, world.group(world.SUPPORT).pk
    hers, his = session_of(amara), session_of(goran)
    found = viewers([hers, his])
    assert found[hers].groups == {support}
    assert found[his].groups == {support, security}


def test_a_change_of_password_ends_the_other_sessions(amara: Agent) -> None:
    key = session_of(amara)
    amara.person.set_password("another well of words")
    amara.person.save()
    assert viewers([key]) == {}


@pytest.mark.django_db
def test_a_key_that_is_no_session_is_nobody() -> None:
    assert viewers(["made-up"]) == {}
