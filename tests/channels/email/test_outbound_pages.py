"""The outbox in the browser, and what tickets show of their mail."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstline.channels.email.models import (
    InboundMail,
    Mailbox,
    MailKind,
    MailState,
    OutboundMail,
    Relay,
)
from firstline.channels.email.outbound.deliver import deliver
from firstline.channels.email.outbound.settling import tell_pages
from firstline.channels.email.outbox import page_of
from firstline.channels.email.paging import PAGE
from firstline.desk.models import Ticket
from firstline.platform.clock import now
from firstline.platform.events.actors import SYSTEM
from firstline.team import actions as team
from firstline.team.models import Agent
from firstline.team.rights import Right, Sees
from tests import world
from tests.channels.email.letters import make_letter
from tests.channels.email.sink import Sink
from tests.channels.email.test_receiving import take
from tests.conftest import ClientOf
from tests.jobs import run_due_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]


@pytest.fixture
def failed(sink: Sink) -> OutboundMail:
    """A reply on Dana's ticket that her server refuses."""
    sink.recipient_replies["dana@acme.example"] = "550 5.1.1 <no> such user"
    message = world.make_reply(world.make_ticket(subject="Lamps <b>"))
    run_due_jobs(queue="outside")
    return OutboundMail.objects.get(message=message)


def test_admins_read_the_outbox(client_of: ClientOf, farah: Agent, failed: OutboundMail) -> None:
    page = client_of(farah).get("/mail/outbox/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "Lamps &lt;b&gt;" in html
    assert "550 5.1.1 &lt;no&gt; such user" in html
    assert "dana@acme.example" in html
    assert "Lamps" not in client_of(farah).get("/mail/outbox/?state=sent").content.decode()
    assert "Lamps" in client_of(farah).get("/mail/outbox/?state=failed").content.decode()
    assert client_of(farah).get("/mail/outbox/?before=x&after=²&state=?").status_code == 200


def test_one_mail_shows_all_of_itself(
    client_of: ClientOf, farah: Agent, failed: OutboundMail
) -> None:
    client = client_of(farah)
    html = client.get(f"/mail/outbox/{failed.pk}/").content.decode()
    assert failed.internet_message_id in html
    assert failed.reply_to in html
    assert "Refused" in html
    assert f'src="/mail/outbox/{failed.pk}/html"' in html

    frame = client.get(f"/mail/outbox/{failed.pk}/html")
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "It is on its way to you." in frame.content.decode()

    source = client.get(f"/mail/outbox/{failed.pk}/source")
    assert source["Content-Type"] == "message/rfc822"
    assert "attachment" in source["Content-Disposition"]
    assert f"Message-ID: <{failed.internet_message_id}>".encode() in source.content


@pytest.mark.parametrize("who", ["amara", "chidi", "lin", "dana", "eli"])
@pytest.mark.parametrize("path", ["", "{}/", "{}/html", "{}/source"])
def test_nobody_else_reads_the_outbox(
    request: pytest.FixtureRequest,
    client_of: ClientOf,
    failed: OutboundMail,
    who: str,
    path: str,
) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/mail/outbox/{path.format(failed.pk)}").status_code == 403


def test_strangers_are_asked_to_sign_in(failed: OutboundMail) -> None:
    assert Client().get("/mail/outbox/").status_code == 302
    assert Client().post(f"/mail/outbox/{failed.pk}/attempts").status_code == 302


def test_a_missing_mail_is_missing(client_of: ClientOf, farah: Agent) -> None:
    assert client_of(farah).get("/mail/outbox/999999/").status_code == 404
    assert client_of(farah).get(f"/mail/outbox/{2**80}/").status_code == 404


@pytest.fixture
def postmaster(bo: Agent) -> Agent:
    """Who looks after mail, and is no admin."""
    rights = [Right.MAIL, Right.REPLY]
    role = team.add_role(name="Postmaster", sees=Sees.ALL, rights=rights, by=SYSTEM)
    return team.change_role(bo, role=role.key, by=SYSTEM)


@pytest.mark.parametrize("kind", [MailKind.ACCOUNT, MailKind.NOTICE])
def test_what_opens_an_account_is_read_and_sent_again_by_admins_only(
    client_of: ClientOf, postmaster: Agent, farah: Agent, kind: MailKind, failed: OutboundMail
) -> None:
    OutboundMail.objects.filter(pk=failed.pk).update(
        kind=kind, ticket=None, message=None, subject="Choose a password", text="/reset/secret"
    )
    places = [f"/mail/outbox/{failed.pk}/{rest}" for rest in ("", "html", "source")]
    client, admin = client_of(postmaster), client_of(farah)
    page = client.get("/mail/outbox/")
    assert page.status_code == 200
    assert "Choose a password" not in page.text
    assert [client.get(place).status_code for place in places] == [404, 404, 404]
    assert client.post(f"/mail/outbox/{failed.pk}/attempts").status_code == 404

    assert "Choose a password" in admin.get("/mail/outbox/").text
    assert [admin.get(place).status_code for place in places] == [200, 200, 200]
    assert admin.post(f"/mail/outbox/{failed.pk}/attempts").status_code == 302


def test_a_report_on_such_a_mail_does_not_bring_it_to_others(
    client_of: ClientOf, postmaster: Agent, farah: Agent, failed: OutboundMail
) -> None:
    report = take(make_letter())
    InboundMail.objects.filter(pk=report.pk).update(reported=failed)
    place, source = (f"/mail/received/{report.pk}/{rest}" for rest in ("", "source"))
    assert client_of(postmaster).get(source).status_code == 200
    OutboundMail.objects.filter(pk=failed.pk).update(kind=MailKind.ACCOUNT, subject="Come back in")
    page = client_of(postmaster).get(place)
    assert page.status_code == 200
    assert "Come back in" not in page.text
    assert source not in page.text
    assert client_of(postmaster).get(source).status_code == 404
    assert "Come back in" in client_of(farah).get(place).text
    assert client_of(farah).get(source).status_code == 200


def test_who_looks_after_mail_reads_what_went_to_customers(
    client_of: ClientOf, postmaster: Agent, failed: OutboundMail
) -> None:
    client = client_of(postmaster)
    assert "Lamps &lt;b&gt;" in client.get("/mail/outbox/").text
    assert "It is on its way to you." in client.get(f"/mail/outbox/{failed.pk}/html").text


def test_pages_of_mail_hear_of_it_whoever_reads_them(failed: OutboundMail) -> None:
    with CaptureQueriesContext(connection) as asked:
        tell_pages(failed)
        take(make_letter())
    told = [one["sql"] for one in asked if "pg_notify" in one["sql"]]
    for topic in ("outbox", "received"):
        (nudge,) = [sql for sql in told if f"'{topic}'" in sql]
        assert "'groups', NULL" in nudge


def test_the_failure_shows_at_the_message_and_can_be_retried_there(
    client_of: ClientOf, amara: Agent, failed: OutboundMail, sink: Sink
) -> None:
    client = client_of(amara)
    html = client.get(f"/tickets/{failed.ticket_id}/").content.decode()
    assert "This reply was not delivered" in html
    assert "550 5.1.1 &lt;no&gt; such user" in html
    assert f'hx-post="/mail/outbox/{failed.pk}/attempts"' in html

    sink.recipient_replies.clear()
    fragment = client.post(f"/mail/outbox/{failed.pk}/attempts", headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "On its way" in fragment.content.decode()
    run_due_jobs(queue="outside")
    failed.refresh_from_db()
    assert failed.state == MailState.SENT
    html = client.get(f"/tickets/{failed.ticket_id}/").content.decode()
    assert "This reply was not delivered" not in html


def test_without_htmx_a_retry_leads_back(
    client_of: ClientOf, amara: Agent, farah: Agent, failed: OutboundMail
) -> None:
    response = client_of(amara).post(f"/mail/outbox/{failed.pk}/attempts")
    assert response["Location"] == f"/tickets/{failed.ticket_id}/"
    response = client_of(farah).post(f"/mail/outbox/{failed.pk}/attempts")
    assert response["Location"] == f"/mail/outbox/{failed.pk}/"


def test_a_mail_of_a_hidden_ticket_cannot_be_retried(
    client_of: ClientOf, amara: Agent, lin: Agent, failed: OutboundMail
) -> None:
    assert client_of(lin).post(f"/mail/outbox/{failed.pk}/attempts").status_code == 403
    Ticket.objects.update(group=world.group(world.SECURITY))
    assert client_of(amara).post(f"/mail/outbox/{failed.pk}/attempts").status_code == 404


def test_the_failure_is_told_in_the_history(
    client_of: ClientOf, amara: Agent, failed: OutboundMail
) -> None:
    html = client_of(amara).get(f"/tickets/{failed.ticket_id}/history").content.decode()
    assert "was not delivered: 550 5.1.1 &lt;no&gt; such user" in html


def test_a_kept_reply_says_that_it_was_not_sent(client_of: ClientOf, amara: Agent) -> None:
    ticket = world.make_ticket()
    world.make_reply(ticket)
    html = client_of(amara).get(f"/tickets/{ticket.pk}/").content.decode()
    assert "no mail relay is set" in html


def test_the_page_reads_the_mail_of_a_long_ticket_at_once(
    client_of: ClientOf, amara: Agent
) -> None:
    ticket = world.make_ticket()
    for _ in range(3):
        world.make_reply(ticket)
    client = client_of(amara)
    client.get(f"/tickets/{ticket.pk}/")
    few = _queries_of(client, ticket)
    for _ in range(10):
        world.make_reply(ticket)
    assert _queries_of(client, ticket) <= few + 1


def test_admins_see_on_every_page_that_the_relay_fails(
    client_of: ClientOf, farah: Agent, amara: Agent
) -> None:
    Relay.objects.create(pk=1, failing_since=now() - timedelta(minutes=6), reason="mx is <down>")
    assert "mx is &lt;down&gt;" in client_of(farah).get("/tickets/").content.decode()
    assert "mx is" not in client_of(amara).get("/tickets/").content.decode()
    Relay.objects.update(failing_since=now())
    assert "mx is" not in client_of(farah).get("/tickets/").content.decode()


def test_pages_of_the_outbox_neither_skip_nor_repeat(mailbox: Mailbox, farah: Agent) -> None:
    made = [
        OutboundMail(
            kind="account",
            state=MailState.SENT,
            created_at=now(),
            tried_since=now(),
            internet_message_id=f"{number}@x",
            from_address="x",
            subject=str(number),
        )
        for number in range(PAGE * 2 + 7)
    ]
    OutboundMail.objects.bulk_create(made)
    ids: list[int] = []
    page = page_of("sent", farah)
    assert page.newer is None
    while True:
        ids += [row["id"] for row in page.rows]
        if page.older is None:
            break
        page = page_of("sent", farah, before=page.older)
    assert ids == sorted((mail.pk for mail in made), reverse=True)
    back = page_of("sent", farah, after=page.newer)
    assert [row["id"] for row in back.rows] == ids[PAGE : PAGE * 2]
    assert page_of("nonsense", farah).rows


def test_the_outbox_asks_few_questions(
    client_of: ClientOf, farah: Agent, failed: OutboundMail
) -> None:
    deliver(failed.pk)
    client = client_of(farah)
    client.get("/mail/outbox/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/mail/outbox/")
    assert len(asked) <= 11


def _queries_of(client: Client, ticket: Ticket) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/tickets/{ticket.pk}/")
    return len(asked)
