"""The cast of the tests, loaded once a run and rolled back after each test; and makers for more.

Brightwell runs the desk. Amara and Bo answer customers in the group Support, Chidi leads them,
Farah is the admin, Lin is a light agent, Goran alone is in the restricted group Security.
Dana works at Acme, a customer. Eli is a stranger: known by an address, signed in nowhere, and
allowed to see nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from firstline.channels.email.models import Mailbox
from firstline.customers import actions as customers
from firstline.customers.actions import customer_at
from firstline.customers.models import Customer, Organisation
from firstline.desk import actions as desk
from firstline.desk.content import Content, NewAttachment
from firstline.desk.models import Message, Priority, Ticket, TicketStatus
from firstline.platform.accounts.models import Person
from firstline.platform.company.models import Company
from firstline.platform.events.actors import SYSTEM, Actor
from firstline.platform.fields.models import CustomField, FieldKind, FieldOption, FieldSubject
from firstline.team import actions as team
from firstline.team.models import Agent, AgentGroup, Role

COMPANY = "Brightwell"
SUPPORT_ADDRESS = "support@brightwell.example"
PASSWORD = "a bright well of words"

SUPPORT = "Support"
SECURITY = "Security"
AMARA = "amara@brightwell.example"
BO = "bo@brightwell.example"
CHIDI = "chidi@brightwell.example"
FARAH = "farah@brightwell.example"
GORAN = "goran@brightwell.example"
LIN = "lin@brightwell.example"
DANA = "dana@acme.example"
ELI = "eli@elsewhere.example"


def build() -> None:
    """Everybody and everything that every test may count on."""
    Company.objects.create(pk=1, name=COMPANY, time_zone="Europe/Berlin", language="en")
    Mailbox.objects.create(address=SUPPORT_ADDRESS, is_default=True)
    support = make_group(SUPPORT)
    security = make_group(SECURITY, is_restricted=True)
    make_agent("Farah Aziz", email=FARAH, role=Role.ADMIN)
    make_agent("Amara Obi", email=AMARA, groups=[support])
    make_agent("Bo Lindqvist", email=BO, groups=[support])
    make_agent("Chidi Eze", email=CHIDI, role=Role.LEAD, groups=[support])
    make_agent("Goran Petrović", email=GORAN, groups=[security])
    make_agent("Lin Chen", email=LIN, role=Role.LIGHT, groups=[support])
    make_organisation("Acme", domains=["acme.example"])
    make_customer("Dana Fischer", email=DANA)
    make_customer("Eli Stone", email=ELI)


def agent(email: str) -> Agent:
    return Agent.objects.select_related("person", "role").get(person__email=email)


def customer(email: str) -> Customer:
    return Customer.objects.select_related("person", "organisation").get(person__email=email)


def group(name: str) -> AgentGroup:
    return AgentGroup.objects.get(name=name)


def make_group(name: str = "Billing", *, is_restricted: bool = False) -> AgentGroup:
    return team.create_group(name, is_restricted=is_restricted, by=SYSTEM)


def make_agent(
    name: str = "Mira Novak",
    *,
    email: str = "",
    role: str = Role.AGENT,
    groups: Iterable[AgentGroup] = (),
) -> Agent:
    return team.add_agent(
        name=name,
        email=email or _address_of(name, "brightwell.example"),
        role=role,
        groups=groups,
        by=SYSTEM,
    )


def make_organisation(name: str = "Globex", *, domains: Sequence[str] = ()) -> Organisation:
    return customers.add_organisation(name, domains=domains, by=SYSTEM)


def make_customer(name: str = "Nadia Haddad", *, email: str = "", language: str = "") -> Customer:
    return customer_at(email or _address_of(name, "customer.example"), name=name, language=language)


def make_ticket(
    *,
    requester: Customer | None = None,
    subject: str = "My parcel has not arrived",
    text: str = "Hello, I ordered two lamps last week and nothing has come yet. Can you help?",
    channel: str = "email",
    by: Actor | None = None,
    is_public: bool = True,
    status: str = TicketStatus.NEW,
    priority: str = Priority.NORMAL,
    tags: Sequence[str] = (),
    assignee: Agent | None = None,
    group: AgentGroup | None = None,
    participants: Sequence[Customer] = (),
    attachments: Sequence[NewAttachment] = (),
    recipient: str = SUPPORT_ADDRESS,
) -> Ticket:
    """A ticket as it stands after a customer's first message; Dana's, unless said otherwise."""
    requester = requester or customer(DANA)
    return desk.open_ticket(
        requester=requester,
        subject=subject,
        content=Content.from_text(text),
        channel=channel,
        by=by or requester,
        is_public=is_public,
        status=status,
        priority=priority,
        tags=tags,
        assignee=assignee,
        group=group,
        participants=participants,
        attachments=attachments,
        recipient=recipient,
    )


def make_message(
    ticket: Ticket,
    *,
    text: str = "Any news about this?",
    by: Customer | None = None,
    channel: str = "email",
) -> Message:
    """A further message from a customer; the requester's, unless said otherwise."""
    return desk.receive(ticket, Content.from_text(text), by=by or ticket.requester, channel=channel)


def make_reply(
    ticket: Ticket,
    *,
    text: str = "It is on its way to you.",
    by: Agent | None = None,
    then: str = "",
) -> Message:
    """A public answer; Amara's, unless said otherwise."""
    return desk.reply(ticket, Content.from_text(text), by=by or agent(AMARA), then=then)


def make_note(
    ticket: Ticket, *, text: str = "The depot has lost it.", by: Agent | None = None
) -> Message:
    """An internal note; Amara's, unless said otherwise."""
    return desk.add_note(ticket, Content.from_text(text), by=by or agent(AMARA))


def make_field(
    title: str = "Product",
    *,
    kind: str = FieldKind.DROPDOWN,
    subject: str = FieldSubject.TICKET,
    options: Sequence[str] = (),
    **more: Any,
) -> CustomField:
    """A custom field in use; its options are labelled like their values, but capitalised."""
    field: CustomField = CustomField.objects.create(
        title=title, kind=kind, subject=subject, key=title.lower().replace(" ", "_"), **more
    )
    FieldOption.objects.bulk_create(
        FieldOption(field=field, value=value, label=value.capitalize(), position=position)
        for position, value in enumerate(options)
    )
    return field


def give_password(agent: Agent, password: str = PASSWORD) -> Person:
    """Let the agent sign in by password; the cast has none, because hashing one takes time."""
    agent.person.set_password(password)
    agent.person.save(update_fields=["password"])
    return agent.person


def _address_of(name: str, domain: str) -> str:
    return f"{'.'.join(name.lower().split())}@{domain}"
