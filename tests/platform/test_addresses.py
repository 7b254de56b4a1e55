import pytest

from firstline.customers.actions import customer_at
from firstline.platform.accounts.addresses import normalised


@pytest.mark.parametrize(
    ("address", "key"),
    [
        (" Dana@Acme.Example ", "dana@acme.example"),
        ("JÖRG@Straße.example", "jörg@straße.example"),
        ("\u212aim@acme.example", "\u212aim@acme.example"),
        ("\u0130@acme.example", "\u0130@acme.example"),
        ("", ""),
    ],
)
def test_one_spelling_for_a_mailbox_and_never_one_for_two(address: str, key: str) -> None:
    assert normalised(address) == key


@pytest.mark.django_db
def test_what_is_no_other_mailbox_can_be_kept() -> None:
    customer = customer_at("\u212aim@Acme.example")

    assert customer != customer_at("kim@acme.example")
    assert customer == customer_at("\u212aim@acme.example")
