"""The first ticket, which teaches by being one."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from firstline.customers.models import Customer
from firstline.desk import actions as desk
from firstline.desk.content import Content
from firstline.desk.models import Ticket
from firstline.platform.accounts.models import Person
from firstline.team.models import Agent, AgentGroup


def open_welcome_ticket(admin: Agent, *, group: AgentGroup, recipient: str) -> Ticket:
    """From a customer without an address: what is answered to it leaves for nowhere."""
    guide = Customer.objects.create(
        person=Person.objects.create_person(name="Firstline", email=None)
    )
    words = {"name": admin.person.name, "address": recipient}
    return desk.open_ticket(
        requester=guide,
        subject=_("Welcome! This is your first ticket"),
        content=Content.from_composer(render_to_string("setup/welcome.html", words)),
        channel="web",
        by=guide,
        group=group,
        tags=[_("welcome")],
        recipient=recipient,
    )
