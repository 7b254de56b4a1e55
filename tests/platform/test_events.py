from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from firstline.platform.events import publishing
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.platform.events.publishing import DomainEvent, publish, subscribe
from firstline.team.models import Agent


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(DomainEvent):
    kettle: int

    def subject(self) -> tuple[str, int]:
        return "kettle", self.kettle

    def data(self) -> dict[str, int]:
        return {"degrees": 100}


@pytest.fixture(autouse=True)
def forget_subscribers() -> Iterator[None]:
    yield
    publishing._subscribers.pop(KettleBoiled, None)


def test_an_event_becomes_a_row_that_says_who_did_what(amara: Agent) -> None:
    row = publish(KettleBoiled(kettle=7, by=amara))

    row.refresh_from_db()
    assert (row.name, row.subject_kind, row.subject_id) == ("kettle_boiled", "kettle", 7)
    assert (row.actor_kind, row.person_id, row.actor_name) == ("agent", amara.pk, "Amara Obi")
    assert row.data == {"degrees": 100}


def test_subscribers_hear_in_the_same_transaction(db: None) -> None:
    heard: list[KettleBoiled] = []

    @subscribe(KettleBoiled)
    def pour(event: KettleBoiled) -> None:
        heard.append(event)
        raise RuntimeError("spilt")

    with pytest.raises(RuntimeError), transaction.atomic():
        publish(KettleBoiled(kettle=7, by=SYSTEM))

    assert len(heard) == 1
    assert not Event.objects.filter(name="kettle_boiled").exists()


def test_subscribing_twice_is_hearing_once(db: None) -> None:
    heard: list[KettleBoiled] = []

    def pour(event: KettleBoiled) -> None:
        heard.append(event)

    subscribe(KettleBoiled)(pour)
    subscribe(KettleBoiled)(pour)
    publish(KettleBoiled(kettle=7, by=SYSTEM))

    assert len(heard) == 1


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        publish(KettleBoiled(kettle=7, by=SYSTEM))
