from django.db import transaction
from django.utils.translation import gettext as _

from firstline.customers.actions.locking import locked_customer
from firstline.customers.errors import CannotBlock
from firstline.customers.events import CustomerBlocked, CustomerUnblocked
from firstline.customers.models import Customer
from firstline.platform.clock import now
from firstline.platform.events.publishing import publish
from firstline.team.models import Agent
from firstline.team.rights import Right
from firstline.team.rules import must


@transaction.atomic
def block(customer: Customer, *, by: Agent) -> Customer:
    """Keep aside, from now on, what they write: it is not lost, and makes no ticket."""
    must(by, Right.BLOCK_CUSTOMERS)
    customer = locked_customer(customer)
    if Agent.objects.active().filter(pk=customer.pk).exists():
        raise CannotBlock(_("%s works in this desk and cannot be blocked.") % customer)
    if customer.is_blocked:
        return customer
    customer.blocked_at, customer.blocked_by = now(), by
    customer.save(update_fields=["blocked_at", "blocked_by"])
    publish(CustomerBlocked(customer=customer, by=by))
    return customer


@transaction.atomic
def unblock(customer: Customer, *, by: Agent) -> Customer:
    """Let them write again. What was kept aside stays there until somebody has it read again."""
    must(by, Right.BLOCK_CUSTOMERS)
    customer = locked_customer(customer)
    if not customer.is_blocked:
        return customer
    customer.blocked_at = customer.blocked_by = None
    customer.save(update_fields=["blocked_at", "blocked_by"])
    publish(CustomerUnblocked(customer=customer, by=by))
    return customer
