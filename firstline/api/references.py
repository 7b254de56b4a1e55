"""Ids and addresses that a request names, as rows; what does not exist is said by field."""

import msgspec
from django.db.models import Q

from firstline.api.errors import RecordInvalid
from firstline.api.shapes.ticket import NewRequester, TicketWrite
from firstline.customers.actions import customer_at
from firstline.customers.models import Customer
from firstline.platform.accounts.addresses import normalised
from firstline.team.models import Agent, AgentGroup


def customer_of(sent: TicketWrite, caller: Agent) -> Customer:
    """The requester that the request names by id or address; else the caller."""
    if isinstance(sent.requester, NewRequester) and sent.requester.email:
        if "@" not in sent.requester.email.strip("@"):
            raise RecordInvalid("requester", "Requester: Email is not valid", "InvalidFormat")
        return customer_at(sent.requester.email, name=sent.requester.name)
    if not isinstance(sent.requester_id, msgspec.UnsetType) and sent.requester_id:
        customer = Customer.objects.visible_to(caller).filter(pk=_number(sent.requester_id)).first()
        if customer is None:
            raise RecordInvalid("requester", "Requester: is not valid")
        return customer
    if caller.person.email is None:
        raise RecordInvalid("requester", "Requester: cannot be blank", "BlankValue")
    return customer_at(caller.person.email, name=caller.person.name)


def agent_or_none(*, ident: int | str | None = None, email: str | None = None) -> Agent | None:
    """The agent, or None for an empty value."""
    if not ident and not email:
        return None
    named = Q(pk=_number(ident)) if ident else Q(person__email=normalised(email or ""))
    agent = Agent.objects.select_related("person").filter(named).first()
    if agent is None:
        raise RecordInvalid("assignee", "Assignee: is not valid")
    return agent


def group_or_none(ident: int | str | None) -> AgentGroup | None:
    if not ident:
        return None
    group = AgentGroup.objects.filter(pk=_number(ident)).first()
    if group is None:
        raise RecordInvalid("group", "Group: is not valid")
    return group


def _number(ident: int | str | None) -> int:
    """The id as a number that fits the database; what is none finds nothing."""
    text = str(ident)
    return int(text) if text.isdecimal() and len(text) < 19 else -1
