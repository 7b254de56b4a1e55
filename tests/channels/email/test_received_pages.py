"""The flight recorder: pages that show admins every received mail."""

import pytest

from firstline.channels.email.inbound.receiving import receive_raw
from firstline.channels.email.models import Fate, InboundMail, Mailbox
from firstline.team.models import Agent
from tests.channels.email.letters import make_letter
from tests.conftest import ClientOf
from tests.jobs import run_due_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailbox")]


def take(raw: bytes) -> InboundMail:
    mail = receive_raw(raw, source="smtp")
    run_due_jobs(queue="mail")
    return InboundMail.objects.get(pk=mail.pk)


def test_each_mail_is_listed_with_its_fate_and_reasons(client_of: ClientOf, farah: Agent) -> None:
    take(make_letter(subject="<b>Lamps</b>"))
    take(make_letter(sender="a@x.example, b@y.example", message_id="two@x.example"))
    page = client_of(farah).get("/mail/received/").content.decode()

    assert "&lt;b&gt;Lamps&lt;/b&gt;" in page
    assert "Its author is not clear: several authors in From." in page


def test_the_list_is_by_fate_and_by_pages(client_of: ClientOf, farah: Agent) -> None:
    for number in range(52):
        take(make_letter(message_id=f"{number}@x.example", text=str(number), subject=f"S{number}."))
    client = client_of(farah)

    newest = client.get("/mail/received/?fate=opened").content.decode()
    assert "S51." in newest
    assert "S1." not in newest
    oldest = min(InboundMail.objects.order_by("-pk").values_list("pk", flat=True)[:50])
    older = client.get(f"/mail/received/?fate=opened&before={oldest}").content.decode()
    assert "S1." in older
    assert client.get("/mail/received/?fate=bounce").content.decode().count("received-row-") == 0


def test_the_list_costs_the_same_for_any_number_of_mails(
    client_of: ClientOf, farah: Agent, django_assert_max_num_queries: "pytest.FixtureRequest"
) -> None:
    for number in range(5):
        take(make_letter(message_id=f"{number}@x.example", text=str(number)))
    client = client_of(farah)
    client.get("/mail/received/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get("/mail/received/")


def test_the_source_is_a_file_of_the_very_bytes(client_of: ClientOf, farah: Agent) -> None:
    raw = make_letter()
    mail = take(raw)
    answer = client_of(farah).get(f"/mail/received/{mail.pk}/source")

    assert answer.content == raw
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_quarantined_mail_is_read_again_on_demand(client_of: ClientOf, farah: Agent) -> None:
    mail = take(make_letter(sender="a@x.example, b@y.example"))
    client = client_of(farah)
    assert "Read again" in client.get(f"/mail/received/{mail.pk}/").content.decode()

    answer = client.post(f"/mail/received/{mail.pk}/replays")
    assert answer.status_code == 302
    assert InboundMail.objects.get(pk=mail.pk).fate == Fate.WAITING
    run_due_jobs(queue="mail")
    assert InboundMail.objects.get(pk=mail.pk).fate == Fate.QUARANTINED


def test_a_mail_that_became_a_message_is_not_read_again(client_of: ClientOf, farah: Agent) -> None:
    mail = take(make_letter())

    assert "Read again" not in client_of(farah).get(f"/mail/received/{mail.pk}/").content.decode()


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/source"])
def test_only_admins_see_received_mail(
    client_of: ClientOf, amara: Agent, mailbox: Mailbox, path: str
) -> None:
    mail = take(make_letter())
    address = f"/mail/received/{path.format(pk=mail.pk)}"

    assert client_of(amara).get(address).status_code == 403
    assert client_of(amara).post(f"/mail/received/{mail.pk}/replays").status_code == 403
