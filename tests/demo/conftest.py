from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from firstline.demo import SignIns

# A Friday afternoon at the desk.
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
TICKETS = 240


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> "Iterator[SignIns]":
    """A small demo company in an otherwise empty database, for all tests of the module."""
    from django.db import transaction

    from firstline.demo import load

    with django_db_blocker.unblock(), transaction.atomic():
        empty_all_tables()
        yield load(progress=str, tickets=TICKETS, at=NOW)
        transaction.set_rollback(True)


def empty_all_tables() -> None:
    """Within a transaction that is rolled back, so that the cast comes back."""
    from django.apps import apps
    from django.db import connection

    from firstline.team.actions.built_in import keep_built_in_roles

    tables = ", ".join(
        f'"{model._meta.db_table}"'
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    )
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    # As after a migration.
    keep_built_in_roles()
