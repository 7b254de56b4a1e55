from collections.abc import Sequence

from django.db import transaction

from firstline.customers.models import Customer
from firstline.desk import course, rules
from firstline.desk.actions.conversation import append
from firstline.desk.content import Content, NewAttachment
from firstline.desk.events import CustomerWrote, NoteAdded, ReplySent, TicketOpened
from firstline.desk.models import Participant, Priority, Ticket, TicketStatus
from firstline.platform.clock import now
from firstline.platform.events.actors import Actor
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent, AgentGroup

MOST_PARTICIPANTS = 48


@transaction.atomic
def open_ticket(
    *,
    requester: Customer,
    subject: str,
    content: Content,
    channel: str,
    by: Actor,
    is_public: bool = True,
    attachments: Sequence[NewAttachment] = (),
    participants: Sequence[Customer] = (),
    status: str = TicketStatus.NEW,
    priority: str = Priority.NORMAL,
    tags: Sequence[str] = (),
    assignee: Agent | None = None,
    group: AgentGroup | None = None,
    recipient: str = "",
    follows: Ticket | None = None,
) -> Ticket:
    """Open a ticket with its first message, written by `by`: the customer, or an agent for them."""
    if by.actor_kind != "customer":
        rules.must_work(by)
    at = now()
    ticket = Ticket.objects.create(
        requester=requester,
        organisation_id=requester.organisation_id,
        subject=rules.clean_subject(subject),
        channel=channel,
        status=status,
        priority=priority,
        tags=rules.clean_tags(list(tags)),
        assignee=assignee,
        group=group,
        recipient=recipient,
        follows=follows,
        created_at=at,
        updated_at=at,
        status_changed_at=at,
        assigned_at=at if assignee else None,
        agent_stations=int(assignee is not None),
        group_stations=int(group is not None),
    )
    Participant.objects.bulk_create(
        Participant(ticket=ticket, customer=customer)
        for customer in _others(requester, participants)
    )
    message = append(
        ticket, content, by=by, is_public=is_public, channel=channel, at=at, attachments=attachments
    )
    ticket.language = message.language
    if by.actor_kind == "customer":
        course.hear_customer(ticket, at=at)
    ticket.save()
    publish(TicketOpened(ticket=ticket, by=by))
    if by.actor_kind == "customer":
        publish(CustomerWrote(ticket=ticket, message=message, by=by))
    elif is_public:
        publish(ReplySent(ticket=ticket, message=message, by=by))
    else:
        publish(NoteAdded(ticket=ticket, message=message, by=by))
    return ticket


def _others(requester: Customer, participants: Sequence[Customer]) -> list[Customer]:
    """Each once, without the requester, and no more than a ticket may copy (T24)."""
    unique = {customer.pk: customer for customer in participants if customer.pk != requester.pk}
    return list(unique.values())[:MOST_PARTICIPANTS]
