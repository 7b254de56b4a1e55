import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_every_endpoint_is_described_with_shapes_that_exist() -> None:
    document = Client().get("/api/v2/openapi.json").json()

    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert document["openapi"] == "3.1.0"
    assert {"/users/me", "/tickets", "/tickets/{ticket_id}", "/search"} <= set(document["paths"])
    assert all(operation["summary"] for operation in operations)
    for reference in _references(document):
        assert reference.removeprefix("#/components/schemas/") in document["components"]["schemas"]


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []
