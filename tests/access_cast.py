"""Who walks the URLs, and what they try to reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from firstline.api.actions import issue_token
from firstline.automation import actions as automation
from firstline.automation.models import Macro
from firstline.channels.email.models import InboundMail
from firstline.customers import actions as customers
from firstline.customers.models import Customer, Merge
from firstline.desk import actions as desk
from firstline.desk.administration import forms as administration
from firstline.desk.changes import Change
from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import (
    CustomStatus,
    FieldCondition,
    IncidentsSolution,
    TagChange,
    Ticket,
    TicketForm,
)
from firstline.platform.accounts.models import Person
from firstline.platform.accounts.tokens import hash_of
from firstline.platform.clock import now
from firstline.platform.conditions.condition import Conditions
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.platform.fields.models import CustomField, FieldKind, FieldOption
from firstline.platform.files.storing import store
from firstline.platform.notices.models import Device, Notice
from firstline.side_conversations import actions as side_conversations
from firstline.team import actions as team
from firstline.team.models import Agent, AgentGroup, Invitation, Role
from firstline.team.rights import Sees
from tests import world
from tests.access_table import Role as Who

BYSTANDER = "Mira Novak"
_TOKEN = "the-link-of-an-invitation"
_AGENTS: dict[Who, str] = {
    "admin": world.FARAH,
    "lead": world.CHIDI,
    "agent": world.AMARA,
    "light": world.LIN,
    "other group": world.GORAN,
}


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser; their program, too, where the API is called."""

    role: Who
    client: Client


@dataclass(frozen=True)
class Subject:
    """A ticket and what belongs to it, as addresses name them."""

    ticket_id: int
    message_id: int
    attachment_id: int
    draft_id: int
    held_draft_id: int
    sent_mail_id: int
    received_mail_id: int
    customer_id: int
    other_id: int
    rearrangement_id: int
    solution_id: int
    notice_id: int
    view_id: int
    edit_id: int
    side_id: int
    side_file_id: int


def visitors() -> list[Visitor]:
    return [
        *(agent_visitor(role, world.agent(address)) for role, address in _AGENTS.items()),
        Visitor("customer", _signed_in(world.customer(world.DANA).person)),
        Visitor("stranger", Client()),
    ]


def agent_visitor(role: Who, agent: Agent) -> Visitor:
    client = _signed_in(agent.person)
    _token, secret = issue_token(agent, by=SYSTEM)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return Visitor(role, client)


def _signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    # What the first page of a session writes need not be written again and again.
    client.get("/account/")
    return client


def subject(group: AgentGroup, *, writer: Agent, words: str) -> Subject:
    """A ticket that came by mail with a file, was answered, and is being answered again."""
    text = f"Quartzberg {words}"
    ticket = world.make_ticket(subject=text, text=text, group=group, attachments=[_file(text)])
    message = ticket.messages.get()
    reply = world.make_reply(ticket, text=text, by=writer)
    draft = desk.keep_draft(ticket, html=text, is_public=False, by=writer)
    held = desk.keep_draft(ticket, html=f"{text} again", is_public=True, by=writer)
    assert draft is not None
    assert held is not None
    desk.hold_reply(held)
    desk.set_fields(ticket, values={_words(): text}, by=writer)
    other = world.make_ticket(subject=text, text=text, group=group)
    merged = desk.merge([other], into=ticket, by=writer)
    aside = side_conversations.begin(
        ticket,
        Content.from_text(text),
        to=["parts@supplier.example"],
        subject=text,
        by=writer,
        attachments=[_file(text)],
    )
    solution = IncidentsSolution.objects.create(
        problem=ticket, author=writer, starts_at=now(), waiting=[]
    )
    return Subject(
        ticket_id=ticket.pk,
        message_id=message.pk,
        attachment_id=message.attachments.get().pk,
        draft_id=draft.pk,
        held_draft_id=held.pk,
        sent_mail_id=reply.outbound_mail.pk,
        received_mail_id=_received(ticket, text).pk,
        customer_id=ticket.requester_id,
        other_id=other.pk,
        rearrangement_id=merged.pk,
        solution_id=solution.pk,
        notice_id=_notice(ticket, writer).pk,
        view_id=desk.save_view(title="Mine", conditions=Conditions(), by=writer).pk,
        edit_id=desk.edit_in_bulk([ticket.pk], [Change("type", "task")], by=writer).pk,
        side_id=aside.pk,
        side_file_id=aside.messages.get().attachments.get().pk,
    )


def _words() -> CustomField:
    found: CustomField | None = CustomField.objects.filter(title="Words").first()
    return found or world.make_field("Words", kind=FieldKind.TEXT)


def _change_of(ticket_id: int) -> int:
    changes = Event.objects.filter(name="fields_changed", subject_id=ticket_id)
    return int(changes.get().pk)


def _notice(ticket: Ticket, agent: Agent) -> Notice:
    return Notice.objects.create(
        person=agent.person,
        topic_kind="ticket",
        topic_id=ticket.pk,
        kind="ticket.assigned",
        happened={"ticket.assigned": {"count": 1, "actor": "Farah"}},
        at=now(),
        begun_at=now(),
    )


def _file(text: str) -> NewAttachment:
    return NewAttachment(file=store(text.encode()), name="words.txt")


def _received(ticket: Ticket, text: str) -> InboundMail:
    return InboundMail.objects.create(
        raw=f"Subject: {text}\r\n\r\n{text}\r\n".encode(),
        sha256=hash_of(text),
        size=64,
        received_at=now(),
        source="smtp",
        subject=text,
        ticket=ticket,
    )


def named_urls(resolver: URLResolver | None = None) -> Iterator[tuple[str, frozenset[str]]]:
    """Every URL's name, and the names of what its address holds."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from named_urls(pattern)
        else:
            assert pattern.name, f"{pattern.pattern} needs a name"
            yield pattern.name, _arguments_of(pattern)


def _arguments_of(pattern: URLPattern) -> frozenset[str]:
    if isinstance(pattern.pattern, RoutePattern):
        return frozenset(pattern.pattern.converters) | frozenset(pattern.default_args)
    return frozenset(pattern.pattern.regex.groupindex)


def address(name: str, subject: Subject) -> str:
    """The address of that URL, for this subject or for somebody whom the page is about."""
    wanted = dict(named_urls())[name]
    known = {
        "ticket_id": subject.ticket_id,
        "message_id": subject.message_id,
        "attachment_id": subject.attachment_id,
        "name": "words.txt",
        "image_id": 1,
        "customer_id": subject.customer_id,
        "other_id": subject.other_id,
        "relation": "blocks",
        "rearrangement_id": subject.rearrangement_id,
        "solution_id": subject.solution_id,
        "notice_id": subject.notice_id,
        "view_id": subject.view_id,
        "edit_id": subject.edit_id,
        "side_id": subject.side_id,
        "file_id": subject.side_file_id,
        "number": 1,
        "macro_id": Macro.objects.filter(owner=None).values_list("pk", flat=True).first() or 0,
        "pending_id": 1,
        "topic_kind": "ticket",
        "topic_id": subject.ticket_id,
        "device_id": Device.objects.get().pk if name == "notice_device_removal" else 0,
        "letter_token": "forged",
        "organisation_id": _dana().organisation_id,
        "identity_id": _dana().person.identities.phones().get().pk,
        "membership_id": _dana().memberships.get().pk,
        "merge_id": Merge.objects.get().pk if name == "merge" else 0,
        "fact": "notes",
        "subject": "ticket",
        "what": "fields",
        "field_id": _words().pk,
        "event_id": _change_of(subject.ticket_id),
        "draft_id": subject.held_draft_id if name == "hold" else subject.draft_id,
        "mail_id": subject.received_mail_id if "received" in name else subject.sent_mail_id,
        "pk": _concerned(name) if "pk" in wanted else 0,
        "token": _TOKEN,
        "uidb36": "1",
        "key": "abc-def",
        "provider_id": "none",
    }
    return reverse(name, kwargs={argument: known[argument] for argument in wanted})


def bystanders() -> None:
    """The rows that pages of the team, of settings and of an account are about."""
    _words()
    arrangements()
    world.make_agent(BYSTANDER)
    world.make_group(BYSTANDER)
    customers.add_phone(_dana(), number="+44 20 7946 0018", by=SYSTEM)
    customers.merge_people(
        world.make_customer(), others=[world.make_customer("Nadja Haddad")], by=SYSTEM
    )
    at = now()
    Invitation.objects.create(
        email="nia@brightwell.example",
        token_hash=hash_of(_TOKEN),
        created_at=at,
        expires_at=at + timedelta(hours=1),
    )
    automation.add_macro(
        title=BYSTANDER,
        actions=[{"field": "comment_value", "value": "Hello"}],
        scope=automation.Scope(is_shared=True),
        by=world.agent(world.CHIDI),
    )
    amara = world.agent(world.AMARA).person
    UserSession.objects.create(user=amara, ip="192.0.2.1", session_key="elsewhere", user_agent="")
    Device.objects.create(person=amara, endpoint="https://push.example/1", name="Firefox")
    TOTP.activate(amara, generate_totp_secret())


def _dana() -> Customer:
    return world.customer(world.DANA)


_ARRANGED: dict[str, type[Model]] = {
    "role": Role,
    "role_copy": Role,
    "role_deletion": Role,
    "settings_field": CustomField,
    "settings_options": CustomField,
    "settings_state": CustomField,
    "settings_option": FieldOption,
    "settings_form": TicketForm,
    "settings_form_fields": TicketForm,
    "settings_conditions": TicketForm,
    "settings_condition": FieldCondition,
    "settings_status": CustomStatus,
    "tag_change": TagChange,
    "tag_change_undo": TagChange,
}


def _arranged(name: str) -> int:
    """The row of settings that an address means: of what `arrangements` made."""
    rows = _ARRANGED[name]._default_manager.all()
    if _ARRANGED[name] is CustomField:
        rows = rows.filter(title=BYSTANDER)
    if _ARRANGED[name] is Role:
        rows = rows.filter(name=BYSTANDER)
    return int(rows.values_list("pk", flat=True).get())


def arrangements() -> None:
    """One of each thing that admins arrange, of no ticket."""
    farah = world.agent(world.FARAH)
    choice = world.make_field(BYSTANDER, options=["lamp"])
    form = administration.add_form("Returns", by=farah)
    administration.add_condition(form, parent=choice, value="lamp", child=_words(), by=farah)
    CustomStatus.objects.create(category="open", label=BYSTANDER)
    team.add_role(name=BYSTANDER, sees=Sees.ALL, rights=[], by=farah)
    TagChange.objects.create(
        sources=["slow"], target="late", author=farah, created_at=now(), finished_at=now()
    )


def _concerned(name: str) -> int:
    """Which of the bystanders an address with a bare number means."""
    if name.startswith("invitation"):
        return int(Invitation.objects.get().pk)
    if name == "agent_group":
        return world.group(BYSTANDER).pk
    if name in _ARRANGED:
        return _arranged(name)
    if name == "end_session":
        return int(UserSession.objects.get(session_key="elsewhere").pk)
    return int(Agent.objects.get(person__name=BYSTANDER).pk)
