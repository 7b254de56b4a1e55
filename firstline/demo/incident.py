"""The outage that is under way: forty customers say the same, each in other words."""

from datetime import datetime, timedelta
from random import Random

from firstline.demo.acts import (
    Act,
    Assigned,
    Moved,
    Noted,
    Prioritised,
    Received,
    Replied,
    Story,
    Tagged,
)
from firstline.demo.company import AgentPlan, CompanyPlan, CustomerPlan
from firstline.demo.facts import facts_of
from firstline.demo.mails import Earlier, from_agent, from_customer, note
from firstline.demo.prose import Facts, Language, said
from firstline.demo.words import words

REPORTS = 40
BEGAN = timedelta(minutes=115)
# So many of the first reports have been read by now; the rest lies unread.
READ = 13
_SCENARIO = {"team": "cloud", "models": ["L4 Pro", "L4", "L2"]}


def incident_stories(company: CompanyPlan, now: datetime, rng: Random) -> list[Story]:
    reports = [
        (language, subject, text)
        for language, of_language in words("incident")["reports"].items()
        for subject, text in of_language
    ]
    reporters = {
        language: rng.sample(those, len(those))
        for language in words("incident")["reports"]
        if (those := [one for one in company.customers if one.language == language])
    }
    # One of each language is sure to be there; of the others, as many as fit.
    rng.shuffle(reports)
    chosen = [report for report in reports if reporters.get(report[0])][:REPORTS]
    moments = _moments(len(chosen), now, rng)
    return [
        _report(number, reporters[language].pop(), company, subject, text, moment, now, rng)
        for number, ((language, subject, text), moment) in enumerate(
            zip(chosen, moments, strict=True)
        )
    ]


def _moments(number: int, now: datetime, rng: Random) -> list[datetime]:
    """A few at first, then more and more of them."""
    minutes = BEGAN.total_seconds() / 60
    return sorted(
        now - timedelta(minutes=minutes * (0.015 + 0.985 * rng.betavariate(1.3, 1.6)))
        for _report in range(number)
    )


def _report(
    number: int,
    customer: CustomerPlan,
    company: CompanyPlan,
    subject: str,
    text: str,
    at: datetime,
    now: datetime,
    rng: Random,
) -> Story:
    group = company.group_for("cloud")
    language = Language(customer.language)
    agent = rng.choice(company.answering(language.code, group))
    facts = facts_of(customer, company, agent, _SCENARIO, at, rng)
    mail = from_customer([said(text, rng, facts)], by=customer, facts=facts, rng=rng)
    acts: list[Act] = [Received(at=at, by=customer, mail=mail)]
    if number < READ:
        acts += _what_was_done(number, at, customer, agent, group, facts, rng)
    return Story(customer, said(subject, rng, facts), tuple(act for act in acts if act.at <= now))


def _what_was_done(
    number: int,
    at: datetime,
    customer: CustomerPlan,
    agent: AgentPlan,
    group: str,
    facts: Facts,
    rng: Random,
) -> list[Act]:
    """The first ones were read one by one, before anybody knew how many would come."""
    language = Language(customer.language)
    moment = at + timedelta(minutes=rng.uniform(5, 14))
    acts: list[Act] = [
        Moved(at=moment, by=agent, group=group),
        Tagged(at=moment + timedelta(seconds=7), by=agent, tags=tuple(words("incident")["tags"])),
        Assigned(at=moment + timedelta(seconds=12), by=agent, to=agent),
    ]
    notes = words("incident")
    key = {2: "first_note", 4: "second_note", 7: "third_note"}.get(number)
    if key:
        moment += timedelta(minutes=2)
        acts.append(Noted(at=moment, by=agent, mail=note(notes[key])))
        acts.append(Prioritised(at=moment + timedelta(seconds=20), by=agent, priority="urgent"))
    answer = notes["answers"].get(language.code)
    if answer and number % 2 == 0:
        moment += timedelta(minutes=rng.uniform(2, 6))
        mail = from_agent([answer], by=agent, language=language, facts=facts, rng=rng)
        acts.append(Replied(at=moment, by=agent, mail=mail, then="hold"))
        if rng.random() < 0.3:
            thanks = from_customer(
                [language.say("chase", rng, facts)],
                by=customer,
                facts=facts,
                rng=rng,
                answers=Earlier(moment, f"{agent.first_name} at Larkmark", mail),
            )
            acts.append(
                Received(
                    at=moment + timedelta(minutes=rng.uniform(8, 30)), by=customer, mail=thanks
                )
            )
    return acts
