from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from firstline.platform import slots


@pytest.fixture(autouse=True)
def restore() -> Iterator[None]:
    yield
    slots._slots.pop("kitchen", None)


def test_a_slot_shows_what_fills_it_in_order() -> None:
    @slots.fill("kitchen", order=20)
    def stove(request: HttpRequest, **context: Any) -> str:
        return "<p>stove</p>"

    @slots.fill("kitchen", order=10)
    def sink(request: HttpRequest, **context: Any) -> str:
        return f"<p>{context['what']}</p>"

    request = RequestFactory().get("/")
    assert slots.render_slot("kitchen", request, what="sink") == "<p>sink</p><p>stove</p>"


def test_an_empty_slot_is_nothing() -> None:
    assert slots.render_slot("kitchen", RequestFactory().get("/")) == ""
