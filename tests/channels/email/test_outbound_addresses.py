"""The signed addresses that lead an answer home, and whose addresses are our own."""

import pytest
from pytest_django import Settings

from firstline.channels.email.addresses import (
    bounce_address,
    is_robot,
    mailbox_for,
    mailbox_of,
    new_message_id,
    outbound_mail_id_for,
    own_addresses,
    reply_address,
    ticket_id_for,
)
from firstline.channels.email.models import Mailbox
from tests import world

pytestmark = pytest.mark.django_db


def test_a_reply_address_leads_to_its_ticket_whatever_the_case(mailbox: Mailbox) -> None:
    ticket = world.make_ticket()
    address = reply_address(ticket)
    assert address.startswith(f"support+t{ticket.pk}.")
    assert ticket_id_for(address) == ticket.pk
    assert ticket_id_for(address.upper()) == ticket.pk
    assert len(address.partition("@")[0]) <= 64


def test_a_forged_reply_address_leads_nowhere(mailbox: Mailbox) -> None:
    ticket, other = world.make_ticket(), world.make_ticket()
    signature = reply_address(ticket).partition(".")[2]
    assert ticket_id_for(f"support+t{other.pk}.{signature}") is None
    assert ticket_id_for(f"support+t{ticket.pk}.aaaaaaaaaaaaaaaaaaaa@brightwell.example") is None
    assert ticket_id_for(f"support+t{ticket.pk}@brightwell.example") is None
    assert ticket_id_for("support+t99999999999999999999.aaaaaaaaaaaaaaaaaaaa@x") is None
    assert ticket_id_for("support@brightwell.example") is None
    assert ticket_id_for("") is None


def test_the_signature_belongs_to_one_mailbox(mailbox: Mailbox) -> None:
    billing = Mailbox.objects.create(address="billing@brightwell.example")
    ticket = world.make_ticket()
    moved = reply_address(ticket, mailbox).replace("support+", "billing+")
    assert ticket_id_for(moved) is None
    assert ticket_id_for(reply_address(ticket, billing)) == ticket.pk


def test_a_return_path_is_no_reply_address(mailbox: Mailbox) -> None:
    path = bounce_address(7, mailbox)
    assert outbound_mail_id_for(path) == 7
    assert ticket_id_for(path) is None
    assert ticket_id_for(path.replace("+b7", "+t7")) is None


def test_addresses_signed_with_an_earlier_key_still_lead_home(
    mailbox: Mailbox, settings: Settings
) -> None:
    ticket = world.make_ticket()
    address = reply_address(ticket)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    assert ticket_id_for(address) == ticket.pk
    settings.SECRET_KEY_FALLBACKS = []
    assert ticket_id_for(address) is None


def test_plus_forms_belong_to_their_mailbox(mailbox: Mailbox) -> None:
    tagged = Mailbox.objects.create(address="support+vip@brightwell.example")
    assert mailbox_of("Support@Brightwell.example") == mailbox
    assert mailbox_of("support+anything@brightwell.example") == mailbox
    assert mailbox_of("support+vip+more@brightwell.example") == tagged
    assert mailbox_of("supporter@brightwell.example") is None
    assert own_addresses(["SUPPORT+x@brightwell.example", "dana@acme.example"]) == {
        "support+x@brightwell.example"
    }
    assert own_addresses([]) == set()


def test_the_mailbox_the_customer_wrote_to_speaks_for_the_ticket(mailbox: Mailbox) -> None:
    billing = Mailbox.objects.create(address="billing@brightwell.example")
    assert mailbox_for(world.make_ticket(recipient="billing+q3@brightwell.example")) == billing
    assert mailbox_for(world.make_ticket(recipient="gone@brightwell.example")) == mailbox


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@shop.example",
        "NoReply@shop.example",
        "do_not_reply@shop.example",
        "donotreply-orders@shop.example",
        "mailer-daemon@mx.example",
        "MAILER-DAEMON@mx.example",
        "bounces+17@lists.example",
        "postmaster@mx.example",
    ],
)
def test_names_of_programs_are_known(address: str) -> None:
    assert is_robot(address)


@pytest.mark.parametrize(
    "address",
    ["noreen@shop.example", "replying@x.example", "bouncer@club.example", "nora@reply.example"],
)
def test_people_are_not_taken_for_programs(address: str) -> None:
    assert not is_robot(address)


def test_message_ids_are_on_our_domain_and_never_the_same(mailbox: Mailbox) -> None:
    made = {new_message_id(mailbox) for _ in range(100)}
    assert len(made) == 100
    assert all(one.endswith("@brightwell.example") and len(one.split("@")[0]) == 26 for one in made)
