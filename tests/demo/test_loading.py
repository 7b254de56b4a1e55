"""The demo must look as if all of it had happened through the actions."""

import itertools

import pytest
from django.contrib.auth import authenticate
from django.db.models import Count, F, Max, Min, Q
from django.test import Client, RequestFactory
from django.urls import reverse

from firstline.channels.email.models import DeliveryAttempt, InboundMail, OutboundMail
from firstline.channels.email.reading.reader import read
from firstline.customers.models import Customer, Organisation
from firstline.demo import SignIns, load
from firstline.demo.loading import DatabaseIsNotEmpty
from firstline.desk.models import Attachment, Message, Participant, Ticket, TicketStatus
from firstline.desk.search import search
from firstline.platform.events.models import Event
from firstline.platform.html import sanitise_composed, text_from_html
from firstline.side_conversations.models import SideConversation
from firstline.team.models import Agent, AgentGroup, Role
from firstline.team.rights import BUILT_IN
from tests.demo.conftest import NOW, TICKETS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_the_company_is_there() -> None:
    assert Agent.objects.count() == 30
    assert Customer.objects.count() == 400
    assert Organisation.objects.count() >= 60
    assert Ticket.objects.count() == TICKETS
    assert AgentGroup.objects.filter(is_restricted=True).count() == 1


def test_one_person_of_each_role_can_sign_in(demo: SignIns) -> None:
    assert [person.role for person in demo.people] == list(BUILT_IN)
    for person in demo.people:
        request = RequestFactory().post("/accounts/login/")
        who = authenticate(
            request, username=person.email, email=person.email, password=demo.password
        )
        assert who is not None
        assert Agent.objects.get(pk=who.pk).role_id == person.role


def test_messages_are_numbered_without_gaps() -> None:
    counted = Ticket.objects.annotate(
        kept=Count("messages"), first=Min("messages__number"), last=Max("messages__number")
    )
    assert not counted.exclude(kept=F("message_count"), first=1, last=F("message_count")).exists()


def test_messages_stand_in_the_order_of_time() -> None:
    rows = Message.objects.order_by("ticket", "number").values_list("ticket", "created_at", "pk")
    pairs = itertools.pairwise(rows)
    assert all(one[1:] < two[1:] for one, two in pairs if one[0] == two[0])


def test_the_facts_on_a_ticket_are_those_of_its_messages() -> None:
    for ticket in Ticket.objects.prefetch_related("messages"):
        messages = sorted(ticket.messages.all(), key=lambda message: message.number)
        public = [message for message in messages if message.is_public]
        assert ticket.created_at == messages[0].created_at
        assert ticket.updated_at >= messages[-1].created_at
        assert ticket.preview == " ".join(public[-1].text.split())[:200]
        assert ticket.waiting_since == _waiting_since(ticket, public)
        assert (ticket.solved_at is None) == ticket.is_unsolved


def _waiting_since(ticket: Ticket, public: list[Message]) -> object:
    if not ticket.is_unsolved:
        return None
    waiting = None
    for message in public:
        waiting = (waiting or message.created_at) if message.author_kind == "customer" else None
    return waiting


def test_nothing_lies_in_the_future() -> None:
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert not Message.objects.filter(created_at__gt=NOW).exists()
    assert not Ticket.objects.filter(updated_at__gt=NOW).exists()


def test_the_history_explains_every_ticket() -> None:
    for ticket in Ticket.objects.select_related("assignee__person", "group"):
        events = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk).order_by("pk")
        names = list(events.values_list("name", flat=True))
        assert names[:2] == ["ticket_opened", "customer_wrote"]
        written = sum(name in ("customer_wrote", "reply_sent", "note_added") for name in names)
        assert written == ticket.message_count
        assert _last(events, "status_changed", TicketStatus.NEW) == ticket.status
        assert _last(events, "priority_changed", "normal") == ticket.priority
        assert _last(events, "tags_changed", []) == ticket.tags
        assert _name(_last(events, "ticket_assigned", None)) == str(ticket.assignee or "")
        assert _name(_last(events, "ticket_moved", None)) == str(ticket.group or "")


def _last(events: object, name: str, otherwise: object) -> object:
    found = [event for event in events if event.name == name]  # type: ignore[attr-defined]
    return found[-1].data["to"] if found else otherwise


def _name(row: object) -> str:
    return str(row["name"]) if isinstance(row, dict) else ""


def test_every_event_has_its_actor() -> None:
    events = Event.objects.exclude(subject_kind__in=("group", "agent"))
    assert not events.filter(actor_name="").exists()
    assert not events.exclude(actor_kind="system").filter(person=None).exists()
    assert not events.filter(actor_kind="agent").exclude(person__agent__isnull=False).exists()
    assert not events.filter(actor_kind="customer").exclude(person__customer__isnull=False).exists()
    assert set(events.filter(actor_kind="system").values_list("name", flat=True)) <= {
        "status_changed",
        "side_message_received",
    }


def test_only_those_who_may_work_and_may_see_it_have_a_ticket() -> None:
    restricted = Ticket.objects.filter(group__is_restricted=True).exclude(assignee=None)
    assert restricted.exists()
    assert not restricted.exclude(assignee__groups=F("group")).exists()
    assert not Ticket.objects.filter(assignee__role_id=Role.LIGHT).exists()
    light = Message.objects.filter(author__agent__role_id=Role.LIGHT)
    assert light.exists()
    assert not light.filter(is_public=True).exists()


def test_every_mail_has_its_row() -> None:
    by_customers = Message.objects.filter(author_kind="customer")
    by_agents = Message.objects.filter(author_kind="agent", is_public=True)
    assert not by_customers.filter(inbound_mail__isnull=True).exists()
    assert not by_agents.filter(outbound_mail__isnull=True).exists()
    assert not OutboundMail.objects.exclude(state="sent").exists()
    assert DeliveryAttempt.objects.count() == OutboundMail.objects.count()
    acknowledged = OutboundMail.objects.filter(kind="acknowledgement")
    assert acknowledged.filter(text__contains="#").count() > TICKETS / 2


def test_the_kept_bytes_are_the_mail_that_the_message_shows() -> None:
    for mail in InboundMail.objects.select_related("message").order_by("pk")[:150]:
        parsed = read(bytes(mail.raw))
        assert mail.message is not None
        assert parsed.new_text == mail.message.text.strip()
        assert parsed.subject == mail.subject
        assert parsed.sender is not None
        assert parsed.sender.address == mail.sender_address
        assert parsed.message_id == mail.internet_message_id
        assert [{"name": to.name, "address": to.address} for to in parsed.to] == mail.message.to
        assert len(parsed.attachments) == mail.message.attachments.count()
        assert parsed.is_framed == mail.message.is_framed
        assert parsed.remote_images == mail.message.remote_images


def test_replies_look_as_the_composer_makes_them() -> None:
    for message in Message.objects.filter(author_kind="agent").order_by("pk")[:100]:
        html = message.html.replace(' target="_blank" rel="noopener noreferrer nofollow"', "")
        assert sanitise_composed(html).replace(
            ' target="_blank" rel="noopener noreferrer nofollow"', ""
        ) == html.replace("&quot;", '"').replace("&#x27;", "'")
        assert text_from_html(message.html) == message.text


def test_files_and_copies_are_there() -> None:
    assert Attachment.objects.filter(message__isnull=False).count() > 5
    assert Participant.objects.exists()


def test_everything_can_be_found() -> None:
    admin = Agent.objects.filter(role_id=Role.ADMIN).first()
    assert admin is not None
    assert not Message.objects.filter(search__isnull=True).exists()
    assert search("queued", reader=admin, most=5).tickets
    assert search("etiketten", reader=admin, most=5).tickets


def test_the_unsolved_are_few_and_the_incident_is_among_them() -> None:
    recent = Ticket.objects.filter(created_at__gt=NOW.replace(hour=12))
    assert recent.filter(Q(status=TicketStatus.NEW) | Q(status=TicketStatus.OPEN)).count() > 20


def test_the_host_was_asked_on_the_side_of_the_outage(demo: SignIns, client: Client) -> None:
    conversation = SideConversation.objects.select_related("ticket").get()
    ticket, (question, receipt) = conversation.ticket, conversation.messages.order_by("number")
    assert (ticket.status, ticket.assignee) == (TicketStatus.HOLD, question.author)
    assert ticket.updated_at == question.created_at
    assert question.created_at < receipt.created_at == conversation.updated_at <= NOW
    assert (conversation.message_count, conversation.last_heard) == (2, 0)
    assert conversation.last_written_to() == conversation.people == question.to
    assert receipt.is_automatic

    client.force_login(Agent.objects.get(person__email=demo.people[0].email).person)
    beside = client.get(f"/tickets/{ticket.pk}/").content.decode()
    assert conversation.subject in beside
    page = client.get(reverse("side_conversation", args=[ticket.pk, conversation.pk]))
    assert "RH-20418" in page.content.decode()
    history = client.get(f"/tickets/{ticket.pk}/history").content.decode()
    assert conversation.subject in history


def test_the_pages_show_it(demo: SignIns, client: Client) -> None:
    client.force_login(Agent.objects.get(person__email=demo.people[0].email).person)
    tickets = Ticket.objects.order_by("pk").values_list("pk", flat=True)
    longest = Ticket.objects.order_by("-message_count").values_list("pk", flat=True)
    mail = OutboundMail.objects.order_by("pk").values_list("pk", flat=True)
    customer = Customer.objects.order_by("-tickets").values_list("pk", flat=True)
    for path in (
        "/tickets/",
        "/tickets/?view=all",
        f"/tickets/{tickets[0]}/",
        f"/tickets/{longest[0]}/",
        f"/tickets/{longest[0]}/history",
        f"/customers/{customer[0]}/",
        "/search/?q=queued",
        reverse("outbox"),
        reverse("outbox_mail", args=[mail[0]]),
    ):
        assert client.get(path, follow=True).status_code == 200, path


def test_the_restricted_group_is_hidden_from_others(demo: SignIns) -> None:
    hidden = Ticket.objects.filter(group__is_restricted=True)
    agent = Agent.objects.get(person__email=demo.people[2].email)
    assert hidden.exists()
    assert not Ticket.objects.visible_to(agent).filter(pk__in=hidden).exists()


def test_a_database_that_is_not_empty_is_refused() -> None:
    with pytest.raises(DatabaseIsNotEmpty):
        load(progress=str)
