"""The particulars of one story: which printer, which version, which order."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from firstline.demo.company import AgentPlan, CompanyPlan, CustomerPlan
from firstline.demo.prose import Language

FIRMWARE = (("3.7.4", "3.8.2"), ("3.8.1", "3.8.2"), ("3.8.2", "3.9.0"), ("3.9.0", "3.9.1"))
BRIDGES = ("2.12.3", "2.13.0", "2.14.0", "2.14.1")
SYSTEMS = ("Windows 11", "Windows 11", "Windows 10", "Windows Server 2022", "macOS 15", "macOS 26")
SIZES = {"Pocket": ("50 × 30 mm", "40 × 20 mm")}
USUAL_SIZES = ("100 × 150 mm", "57 × 32 mm", "62 × 100 mm", "40 × 20 mm", "80 × 50 mm")


def facts_of(
    customer: CustomerPlan,
    company: CompanyPlan,
    agent: AgentPlan,
    scenario: dict[str, Any],
    at: datetime,
    rng: Random,
) -> dict[str, str]:
    language = Language(customer.language)
    model = rng.choice(scenario["models"])
    firmware, newer = rng.choice(FIRMWARE)
    mates = [other for other in company.agents if other.can_answer and other != agent]
    began = at - timedelta(days=rng.randrange(1, 5))
    letters = model.replace(" Pro", "P").upper()[:2]
    organisation = customer.organisation.name if customer.organisation else customer.name
    return {
        "model": model,
        "serial": f"LM{letters}-{rng.randrange(22, 27)}-{rng.randrange(99999):05}",
        "fw": firmware,
        "fwnew": newer,
        "bridge": rng.choice(BRIDGES),
        "os": rng.choice(SYSTEMS),
        "size": rng.choice(SIZES.get(model, USUAL_SIZES)),
        "code": rng.choice(("E-021", "E-014", "the gap sensor", "their network")),
        "n": str(rng.randrange(2, 10)),
        "many": str(rng.choice((25, 40, 60, 80, 120, 150, 200, 300, 450, 800))),
        "order": f"LM-{rng.randrange(41000, 49999)}",
        "invoice": f"R-{at.year}-{rng.randrange(10400, 19999)}",
        "amount": language.money(rng.choice((29, 49, 79, 290, 348, 1249))),
        "since": language.weekday(began),
        "past": Language("en").weekday(began),
        "first": customer.first_name,
        "last": customer.last_name,
        "mrs": language.words["honorific"][customer.gender],
        "org": organisation,
        "colleague": _somebody(customer, company, rng),
        "agent": agent.first_name,
        "mate": rng.choice(mates).first_name,
    }


def _somebody(customer: CustomerPlan, company: CompanyPlan, rng: Random) -> str:
    """A first name that people at this customer's place have."""
    compatriots = company.compatriots(customer)
    return rng.choice(compatriots).first_name if compatriots else "Alex"
