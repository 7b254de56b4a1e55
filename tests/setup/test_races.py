"""Two at once, in transactions of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from firstline.platform.company.models import Company
from firstline.platform.errors import DomainError
from firstline.setup.actions import set_up
from firstline.setup.errors import AlreadySetUp
from firstline.team import actions as team
from firstline.team.errors import LastAdmin
from firstline.team.models import Agent, Role
from tests import world

pytestmark = pytest.mark.django_db(transaction=True)


def _both(*works: Callable[[], object]) -> list[type[DomainError]]:
    """Do both at the same time; what was refused."""

    def run(work: Callable[[], object]) -> type[DomainError] | None:
        try:
            work()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(works)) as threads:
        return [refusal for refusal in threads.map(run, works) if refusal is not None]


def test_of_two_set_ups_one_wins() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE company_company, email_mailbox, accounts_person, team_agentgroup CASCADE"
        )

    def by(name: str) -> Callable[[], object]:
        return lambda: set_up(
            company=name,
            support_address=f"help@{name}.example",
            admin_name=name,
            admin_email=f"admin@{name}.example",
            password=world.PASSWORD,
        )

    assert _both(by("lumen"), by("umbra")) == [AlreadySetUp]
    company, admin = Company.current(), Agent.objects.get()
    assert company is not None
    assert company.name == str(admin)


def test_two_admins_cannot_remove_each_other() -> None:
    farah, chidi = world.agent(world.FARAH), world.agent(world.CHIDI)
    chidi = team.change_role(chidi, role=Role.ADMIN, by=farah)

    refused = _both(
        lambda: team.deactivate(farah, by=chidi), lambda: team.deactivate(chidi, by=farah)
    )

    assert refused == [LastAdmin]
    assert Agent.objects.active().filter(role_id=Role.ADMIN).count() == 1
