"""What placeholders may name: a copied list of values, and no object behind any of them (T08)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from firstline.customers.models import Customer, Organisation
from firstline.desk.models import Priority, Ticket, TicketType
from firstline.platform.accounts.models import Person
from firstline.platform.company.models import Company
from firstline.platform.fields.models import CustomField, FieldSubject
from firstline.platform.fields.values import shown
from firstline.team.models import Agent


@dataclass(frozen=True)
class Variables:
    """The values of one ticket for one agent; what takes a query is asked for once."""

    ticket: Ticket
    agent: Agent

    @cached_property
    def facts(self) -> dict[str, Any]:
        company = Company.current()
        return {
            "ticket": self._ticket(),
            "current_user": self._agent(self.agent) | {"signature": self.agent.signature},
            "company": {"name": company.name if company else ""},
        }

    def _ticket(self) -> dict[str, Any]:
        ticket = self.ticket
        address = settings.BASE_URL + reverse("ticket", args=[ticket.pk])
        requester = ticket.requester
        return {
            "id": ticket.pk,
            "title": ticket.subject,
            "subject": ticket.subject,
            "url": address,
            "link": address,
            "status": ticket.status_label,
            "priority": str(Priority(ticket.priority).label),
            "ticket_type": str(TicketType(ticket.type).label) if ticket.type else "",
            "via": ticket.channel,
            "language": ticket.language,
            "tags": " ".join(ticket.tags),
            "created_at": _moment(ticket.created_at),
            "updated_at": _moment(ticket.updated_at),
            "due_date": _moment(ticket.due_at),
            "requester": self._customer(requester),
            "organization": _organisation(ticket.organisation or requester.organisation),
            "assignee": self._agent(ticket.assignee),
            "group": {"name": ticket.group.name if ticket.group else ""},
            **self._fields(),
        }

    def _customer(self, customer: Customer) -> dict[str, Any]:
        return _person(customer.person) | {
            "language": customer.person.language,
            "organization": _organisation(customer.organisation),
        }

    def _agent(self, agent: Agent | None) -> dict[str, Any]:
        return _person(agent.person if agent else None)

    def _fields(self) -> dict[str, str]:
        """`ticket_field_12` is what is kept, `ticket_field_option_title_12` what people read."""
        facts = {}
        for field in CustomField.objects.about(FieldSubject.TICKET):
            value = self.ticket.fields.get(field.slot)
            facts[f"ticket_field_{field.pk}"] = " ".join(_words(value))
            facts[f"ticket_field_option_title_{field.pk}"] = shown(field, value)
        return facts


def offered() -> list[tuple[str, str]]:
    """The placeholders that the editor offers, with what each stands for."""
    fields = CustomField.objects.about(FieldSubject.TICKET)
    return [
        ("ticket.requester.first_name", _("The customer's first name")),
        ("ticket.requester.name", _("The customer's name")),
        ("ticket.requester.email", _("The customer's address")),
        ("ticket.organization.name", _("The customer's organisation")),
        ("ticket.id", _("The number of the ticket")),
        ("ticket.title", _("The subject")),
        ("ticket.status", _("The status")),
        ("ticket.priority", _("The priority")),
        ("ticket.assignee.first_name", _("The first name of who owns the ticket")),
        ("ticket.group.name", _("The group")),
        ("ticket.url", _("The address of the ticket, for colleagues")),
        ("current_user.first_name", _("Your first name")),
        ("current_user.name", _("Your name")),
        ("company.name", _("The name of the company")),
        *((f"ticket.ticket_field_option_title_{field.pk}", field.title) for field in fields),
    ]


def _person(person: Person | None) -> dict[str, Any]:
    name = person.name.strip() if person else ""
    first, _blank, last = name.partition(" ")
    email = (person.email or "") if person else ""
    return {"name": name, "first_name": first, "last_name": last.strip(), "email": email}


def _organisation(organisation: Organisation | None) -> dict[str, str]:
    return {"name": organisation.name if organisation else ""}


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _words(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
