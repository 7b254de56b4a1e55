import pytest

from firstline.demo.notices import MOST, NEW
from firstline.platform.notices.models import Notice
from firstline.team.models import Agent
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_the_agents_have_a_handful_of_notices_the_last_of_them_new() -> None:
    told = {agent: Notice.objects.of(agent.person).in_app() for agent in Agent.objects.all()}
    counted = {agent: notices.count() for agent, notices in told.items()}

    assert max(counted.values()) <= MOST
    assert sum(count > 2 for count in counted.values()) >= 3
    new = Notice.objects.unread()
    assert new.exists()
    assert all(NOW - notice.at <= NEW for notice in new)
    assert set(Notice.objects.values_list("kind", flat=True)) >= {
        "ticket.assigned",
        "ticket.message",
    }


def test_nobody_is_told_of_what_is_not_theirs_or_what_they_did_themselves() -> None:
    for notice in Notice.objects.select_related("person"):
        assert Notice.objects.of(notice.person).filter(pk=notice.pk).exists()
        for told in notice.happened.values():
            assert told["actor"] != notice.person.name
            assert told["count"] >= 1
