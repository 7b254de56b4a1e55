"""Larkmark's people as rows: the team by the team's own verbs, the customers at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from firstline.channels.email.models import Mailbox
from firstline.customers.models import Customer, Membership, Organisation, OrganisationDomain
from firstline.demo import company as plans
from firstline.demo.company import AgentPlan, CompanyPlan, CustomerPlan
from firstline.demo.copying import copy_rows, reserve_ids
from firstline.platform.accounts.models import Person
from firstline.platform.company.models import Company
from firstline.platform.events.actors import SYSTEM
from firstline.platform.events.models import Event
from firstline.team import actions as team
from firstline.team.models import Agent, AgentGroup

PASSWORD = "a label for everything"  # noqa: S105 - it is printed for everybody to see
FOUNDED = timedelta(days=400)


@dataclass(frozen=True)
class People:
    """Rows by what the plan calls them."""

    mailbox: Mailbox
    groups: dict[str, AgentGroup]
    agents: dict[str, Agent]
    customers: dict[str, Customer]


def settle_in(plan: CompanyPlan, writers: Iterable[CustomerPlan], now: datetime) -> People:
    """Make the company, its team and its customers. Only those who wrote are customers yet."""
    began = now - FOUNDED
    Company.objects.create(pk=1, name=plans.NAME, time_zone=plans.TIME_ZONE, language="en")
    Company.objects.update(set_up_at=began)
    mailbox = Mailbox.objects.create(address=plans.SUPPORT_ADDRESS, is_default=True)
    groups = {
        group.name: team.create_group(group.name, is_restricted=group.is_restricted, by=SYSTEM)
        for group in plan.groups
    }
    agents = {agent.email: _agent(agent, groups) for agent in plan.agents}
    Person.objects.update(
        password=make_password(PASSWORD), time_zone=plans.TIME_ZONE, created_at=began
    )
    Event.objects.update(at=began)
    return People(mailbox, groups, agents, _customers(plan, set(writers), began))


def _agent(plan: AgentPlan, groups: dict[str, AgentGroup]) -> Agent:
    agent = team.add_agent(
        name=plan.name,
        email=plan.email,
        role=plan.role,
        groups=[groups[name] for name in plan.groups],
        by=SYSTEM,
    )
    if plan.can_answer:
        agent.signature = f"{plan.name}\n{plans.NAME} Support"
        agent.save(update_fields=["signature"])
    return agent


def _customers(
    plan: CompanyPlan, writers: set[CustomerPlan], began: datetime
) -> dict[str, Customer]:
    organisations = _organisations(plan, began)
    ids = reserve_ids(Person, len(plan.customers))
    people = [
        Person(
            pk=ident,
            name=customer.name,
            email=customer.email,
            language=customer.language,
            time_zone=customer.time_zone,
            password="!",  # noqa: S106 - unusable
            created_at=began,
        )
        for ident, customer in zip(ids, plan.customers, strict=True)
    ]
    copy_rows(people)
    customers = {
        customer.email: Customer(
            person=person,
            organisation=organisations[customer.organisation.name]
            if customer.organisation
            else None,
            notes="" if customer in writers else "Came over from the old system.",
        )
        for person, customer in zip(people, plan.customers, strict=True)
    }
    copy_rows(list(customers.values()))
    copy_rows(
        [
            Membership(customer=one, organisation=one.organisation, began_on=began.date())
            for one in customers.values()
            if one.organisation is not None
        ]
    )
    return customers


def _organisations(plan: CompanyPlan, began: datetime) -> dict[str, Organisation]:
    ids = reserve_ids(Organisation, len(plan.organisations))
    rows = [
        Organisation(pk=ident, name=one.name, created_at=began)
        for ident, one in zip(ids, plan.organisations, strict=True)
    ]
    copy_rows(rows)
    copy_rows(
        [
            OrganisationDomain(organisation=row, domain=one.domain)
            for row, one in zip(rows, plan.organisations, strict=True)
        ]
    )
    return {row.name: row for row in rows}
