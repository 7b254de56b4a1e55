"""Mail that Django and allauth write goes through the same outbox."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client
from pytest_django import Settings

from firstline.channels.email.backend import OutboxBackend
from firstline.channels.email.models import Mailbox, MailKind, MailState, OutboundMail
from tests import world
from tests.channels.email.sink import Sink
from tests.jobs import run_due_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_backend(settings: Settings) -> None:
    # pytest-django puts Django's own in place of it.
    settings.EMAIL_BACKEND = "firstline.channels.email.backend.OutboxBackend"


def test_account_mail_is_queued_and_marked_automatic(mailbox: Mailbox, sink: Sink) -> None:
    assert send_mail("Hello\nyou", "Words", "ignored@x.example", ["farah@brightwell.example"]) == 1
    mail = OutboundMail.objects.get()
    assert (mail.kind, mail.state, mail.ticket) == (MailKind.ACCOUNT, MailState.QUEUED, None)
    run_due_jobs(queue="outside")
    [taken] = sink.taken
    assert taken.letter["Auto-Submitted"] == "auto-generated"
    assert taken.letter["From"] == "Brightwell <support@brightwell.example>"
    assert taken.letter["Subject"] == "Hello you"
    assert taken.recipients == ["farah@brightwell.example"]


def test_links_that_open_accounts_are_forgotten_once_they_left(
    mailbox: Mailbox, sink: Sink
) -> None:
    message = EmailMultiAlternatives("Reset", "https://x.example/secret", None, ["a@b.example"])
    message.attach_alternative("<a href='https://x.example/secret'>Reset</a>", "text/html")
    assert OutboxBackend().send_messages([message]) == 1
    run_due_jobs(queue="outside")
    assert b"secret" in sink.taken[0].content
    mail = OutboundMail.objects.get()
    assert (mail.text, mail.html) == ("", "")


def test_before_the_set_up_mail_comes_from_the_desks_own_name() -> None:
    Mailbox.objects.all().delete()
    send_mail("Hello", "Words", None, ["farah@brightwell.example"])
    mail = OutboundMail.objects.get()
    assert mail.from_address == "firstline@testserver"
    assert mail.state == MailState.KEPT


def test_a_forgotten_password_can_be_reset_through_the_outbox(mailbox: Mailbox) -> None:
    world.give_password(world.agent(world.FARAH))
    response = Client().post("/account/password/reset/", {"email": world.FARAH})
    assert response.status_code == 302
    mail = OutboundMail.objects.get()
    assert mail.to == [{"name": "", "address": world.FARAH}]
    assert "http://testserver/account/" in mail.text
