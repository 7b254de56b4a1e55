"""Everything that the demo says has happened, before any of it is written down."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from firstline.demo.acts import Story
from firstline.demo.company import CompanyPlan, CustomerPlan, invent_company
from firstline.demo.incident import REPORTS, incident_stories
from firstline.demo.rhythm import arrivals, on_the_clock_of
from firstline.demo.stories import kinds, tell

TICKETS = 3000
SEED = 20


@dataclass(frozen=True)
class Plan:
    company: CompanyPlan
    # In the order in which the tickets were opened.
    stories: tuple[Story, ...]


def invent(now: datetime, *, seed: int = SEED, tickets: int = TICKETS) -> Plan:
    """Ninety days of a support desk that end `now`. The same seed and time make the same plan."""
    rng = Random(seed)  # noqa: S311 - a story, not a secret
    company = invent_company(rng)
    writers = rng.choices(
        company.customers,
        [customer.activity for customer in company.customers],
        k=tickets - REPORTS,
    )
    usual = [
        _usual_story(moment, customer, company, now, rng)
        for moment, customer in zip(arrivals(len(writers), now, rng), writers, strict=True)
    ]
    outage = incident_stories(company, now, rng)
    return Plan(company, tuple(sorted(usual + outage, key=lambda story: story.opened_at)))


def _usual_story(
    moment: datetime, customer: CustomerPlan, company: CompanyPlan, now: datetime, rng: Random
) -> Story:
    keys, weights = kinds(customer.language)
    key = rng.choices(keys, weights)[0]
    while key == "pitch" and customer.organisation:  # those who sell to us do not buy from us
        key = rng.choices(keys, weights)[0]
    opened_at = on_the_clock_of(moment, customer.time_zone, now)
    return tell(key, customer, company, opened_at, now, rng)
