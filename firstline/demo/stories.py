"""What happens in one conversation, from the first mail until now or until it is closed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from firstline.demo.acts import (
    Act,
    Assigned,
    Moved,
    Noted,
    Prioritised,
    Received,
    Replied,
    StatusSet,
    Story,
    Tagged,
)
from firstline.demo.company import CompanyPlan, CustomerPlan
from firstline.demo.enclosures import Enclosure, enclose
from firstline.demo.facts import facts_of
from firstline.demo.mails import Earlier, from_agent, from_customer, note
from firstline.demo.prose import REQUEST, TROUBLE, Language, about, problem_of, said
from firstline.demo.rhythm import after_thinking, after_work, minutes_to_answer
from firstline.demo.words import words

CLOSED_AFTER = timedelta(days=7)
# Once in so many answers the next step slips for days.
FORGOTTEN = 0.045


def tell(
    key: str,
    requester: CustomerPlan,
    company: CompanyPlan,
    opened_at: datetime,
    now: datetime,
    rng: Random,
) -> Story:
    """The story of one question of this kind; what would happen after `now` has not happened."""
    teller = _Teller(key, requester, company, opened_at, rng)
    teller.tell()
    acts = tuple(act for act in teller.acts if act.at <= now)
    return Story(requester, teller.subject, acts)


def kinds(language: str) -> tuple[list[str], list[float]]:
    """What this language's customers write about, and how often."""
    keys = list(Language(language).scenarios)
    return keys, [words("scenarios")[key]["weight"] for key in keys]


@dataclass
class _Teller:
    key: str
    requester: CustomerPlan
    company: CompanyPlan
    now: datetime
    rng: Random
    acts: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.meta: dict[str, Any] = words("scenarios")[self.key]
        self.is_request = bool(self.meta.get("is_request"))
        self.language = Language(self.requester.language)
        self.scenario = self.language.scenarios[self.key]
        self.group = self.company.group_for(self.meta["team"])
        self.agent = self.rng.choice(self.company.answering(self.language.code, self.group))
        self.facts = facts_of(
            self.requester, self.company, self.agent, self.meta, self.now, self.rng
        )
        self._let_time_pass(self.now)
        opening = self.rng.choice(self.scenario["open"])
        self.problem = problem_of(opening)
        self.notes = about(self.problem, self.meta["notes"])
        self.opening = self._say(about(self.problem, [opening])[0])
        self.is_angry = self.key not in ("thanks", "pitch") and self.rng.random() < 0.07
        self.is_urgent = self.is_angry or self.rng.random() < 0.08
        self.extra = (
            self.rng.choice(self.language.words["extras"] or [None])
            if self.rng.random() < 0.08
            else None
        )
        self.last: Earlier | None = None
        self.subject = self._sentence("subject")
        if self.requester.manner.carelessness > 0.45:
            self.subject = self.subject.lower()

    def tell(self) -> None:
        self._open()
        if self.key == "pitch":
            return self._dismiss()
        self._triage()
        questions = [asked for asked in self.scenario["asks"] if about(self.problem, asked[:1])]
        if questions and self.rng.random() < 0.55:
            self._clarify(self.rng.choice(questions))
        self._advise()
        if self.key == "thanks":
            return self._close()
        outcome = self.rng.random()
        if outcome < 0.42:
            self._thank()
        elif outcome < 0.70:
            self._fall_silent()
        else:
            self._try_again()
        return self._close()

    # What customers do.

    def _open(self) -> None:
        sentences = [self.opening]
        if self.rng.random() < 0.45 and self.key not in ("thanks", "pitch"):
            sentences.append(self._phrase("aside"))
        if self.extra:
            sentences.append(said(self.extra[0], self.rng, self.facts))
        if self.is_angry:
            sentences.append(self._phrase("angry"))
        enclosures: tuple[Enclosure, ...] = ()
        cc: tuple[CustomerPlan, ...] = ()
        if self.meta["encloses"] and self.rng.random() < 0.3:
            kind = self.rng.choice(self.meta["encloses"])
            enclosures = (enclose(kind, self.now, self.rng),)
            sentences.append(
                said(self.rng.choice(self.language.words["enclosed"][kind]), self.rng, self.facts)
            )
        colleagues = self.company.colleagues(self.requester)
        if colleagues and self.rng.random() < 0.08:
            colleague = self.rng.choice(colleagues)
            cc = (colleague,)
            self.facts["colleague"] = colleague.first_name
            sentences.append(self._phrase("cc"))
        mail = from_customer(
            sentences,
            by=self.requester,
            facts=self.facts,
            rng=self.rng,
            enclosures=enclosures,
            cc=cc,
        )
        self.acts.append(Received(at=self.now, by=self.requester, mail=mail))
        self.last = Earlier(self.now, self.requester.name, mail)

    def _customer_says(self, *sentences: str, after: timedelta | None = None) -> None:
        self._let_time_pass(
            self.now + after
            if after
            else after_thinking(self.now, self.requester.time_zone, self.rng)
        )
        mail = from_customer(
            sentences, by=self.requester, facts=self.facts, rng=self.rng, answers=self.last
        )
        self.acts.append(Received(at=self.now, by=self.requester, mail=mail))
        self.last = Earlier(self.now, self.requester.name, mail)

    # What agents do.

    def _triage(self) -> None:
        """Somebody of the first line reads it, sends it where it belongs, and an agent takes it."""
        front = self.company.group_for("front")
        reader = self.rng.choice(self.company.answering(self.language.code, front))
        self._work(0.35)
        if self.is_urgent:
            self.acts.append(
                Prioritised(at=self.now, by=reader, priority="urgent" if self.is_angry else "high")
            )
        elif self.key in ("history", "sites", "thanks", "plan") or self.rng.random() < 0.06:
            self.acts.append(Prioritised(at=self.now, by=reader, priority="low"))
        self._pass(4, 40)
        self.acts.append(Moved(at=self.now, by=reader, group=self.group))
        self._pass(3, 30)
        tags = self.rng.sample(self.meta["tags"], self.rng.randint(1, len(self.meta["tags"])))
        self.acts.append(Tagged(at=self.now, by=reader, tags=tuple(tags)))
        if self.rng.random() < 0.75:
            self._work(0.5)
            self.acts.append(
                Assigned(at=self.now, by=self.rng.choice([self.agent, reader]), to=self.agent)
            )

    def _clarify(self, asked: list[str]) -> None:
        question, *answers = asked
        self._agent_says(
            self._phrase("opener"),
            self._say(about(self.problem, [question])[0]),
            then=self._sometimes("pending", 0.75),
        )
        sentences = [self._say(self.rng.choice(answers))]
        if self.rng.random() < 0.2:
            sentences.append(self._phrase("aside"))
        self._customer_says(*sentences)

    def _advise(self) -> None:
        if self.notes and self.rng.random() < 0.28:
            self._note(self.rng.choice(self.notes))
        opener = self._phrase("sorry") if self.is_angry else self._phrase("opener")
        sentences = [opener if self.key != "thanks" else "", self._sentence("fix")]
        if self.extra:
            sentences.append(said(self.extra[1], self.rng, self.facts))
        if self.key != "thanks":
            sentences.append(self._phrase("closing"))
        then = self.rng.choices(("solved", "pending", ""), (5, 4, 1))[0]
        self._agent_says(*sentences, then="solved" if self.key == "thanks" else then)

    def _thank(self) -> None:
        sentences = [self._phrase("thanks")]
        if self.rng.random() < 0.2:
            sentences.append(self._phrase("praise"))
        self._customer_says(*sentences)
        if self.rng.random() < 0.25:
            self._agent_says(self._phrase("welcome"), then="solved")
        else:
            self._work(0.4)
            self.acts.append(StatusSet(at=self.now, by=self.agent, status="solved"))

    def _fall_silent(self) -> None:
        """No answer: the agent waits a few days and calls it solved."""
        self.now = after_work(self.now, self.rng.uniform(3, 6) * 660)
        self.acts.append(StatusSet(at=self.now, by=self.agent, status="solved"))

    def _try_again(self) -> None:
        """The first advice did not help."""
        self._customer_says(
            self._phrase("still"), self._phrase("aside") if self.rng.random() < 0.2 else ""
        )
        if self.rng.random() < 0.6:
            what = REQUEST if self.is_request else TROUBLE
            self._note(self.rng.choice(about(what, words("en")["noise_notes"]) + self.notes))
        if self.rng.random() < 0.18:
            self._hand_over()
        next_step = self._phrase_of_team("next")
        promises = not next_step or self.rng.random() < 0.6
        self._agent_says(
            next_step,
            self._phrase("promise") if promises else "",
            then=self._sometimes("hold", 0.6) if promises else self._sometimes("pending", 0.5),
        )
        if self.rng.random() < 0.5:
            self._engineer_notes()
        if self.rng.random() < 0.35:
            angry = self._phrase("angry") if self.rng.random() < 0.35 else ""
            self._customer_says(
                self._phrase("chase"), angry, after=timedelta(hours=self.rng.uniform(22, 80))
            )
            self._agent_says(
                self._phrase("sorry"), self._phrase("promise"), then=self._sometimes("hold", 0.5)
            )
        self.now = after_work(self.now, self.rng.uniform(0.4, 4) * 660)
        done = self._phrase_of_team("done") or self._phrase("settled")
        self._agent_says(done, self._phrase("closing"), then="solved")
        if self.rng.random() < 0.6:
            self._thank()

    def _dismiss(self) -> None:
        """Nobody answers a sales pitch."""
        reader = self.rng.choice(self.company.answering("en", self.company.group_for("front")))
        self._work(1)
        self.acts.append(Tagged(at=self.now, by=reader, tags=tuple(self.meta["tags"])))
        self.acts.append(StatusSet(at=self.now + timedelta(seconds=9), by=reader, status="solved"))
        self._close()

    def _hand_over(self) -> None:
        others = [
            agent
            for agent in self.company.answering(self.language.code, self.group)
            if agent != self.agent
        ]
        if others:
            self._pass(20, 90)
            previous, self.agent = self.agent, self.rng.choice(others)
            self.acts.append(Assigned(at=self.now, by=previous, to=self.agent))

    def _engineer_notes(self) -> None:
        """A light agent of the group reads along and knows why."""
        lights = [a for a in self.company.agents if not a.can_answer and self.group in a.groups]
        if lights and self.notes:
            self._work(0.6)
            text = said(self.rng.choice(self.notes), self.rng, self.facts)
            self.acts.append(Noted(at=self.now, by=self.rng.choice(lights), mail=note(text)))

    def _close(self) -> None:
        """Firstline closes what stayed solved for a week."""
        solved = self.acts[-1]
        if isinstance(solved, StatusSet | Replied):
            self.acts.append(StatusSet(at=solved.at + CLOSED_AFTER, by=None, status="closed"))

    def _agent_says(self, *sentences: str, then: str = "") -> None:
        self._work(1)
        mail = from_agent(
            sentences, by=self.agent, language=self.language, facts=self.facts, rng=self.rng
        )
        self.acts.append(Replied(at=self.now, by=self.agent, mail=mail, then=then))
        self.last = Earlier(self.now, f"{self.agent.first_name} at Larkmark", mail)

    def _note(self, template: str) -> None:
        self._work(0.3)
        text = said(template, self.rng, self.facts)
        self.acts.append(Noted(at=self.now, by=self.agent, mail=note(text)))

    # Words and time.

    def _let_time_pass(self, until: datetime) -> None:
        """Some facts depend on the day: who answers, and by when something is promised."""
        self.now = until
        due = until + timedelta(days=self.rng.choice((1, 1, 2, 3)))
        while due.weekday() > 4:
            due += timedelta(days=1)
        self.facts["agent"] = self.agent.first_name
        self.facts["promise"] = self.language.weekday(due)

    def _sentence(self, kind: str) -> str:
        return self._say(self.rng.choice(about(self.problem, self.scenario[kind])))

    def _phrase(self, key: str) -> str:
        what = REQUEST if self.is_request else TROUBLE
        return self.language.say(key, self.rng, self.facts, about_what=what)

    def _phrase_of_team(self, key: str) -> str:
        """What the team says; the words of all teams are about troubles."""
        own = self.language.say_for_team(key, self.meta["team"], self.rng, self.facts)
        if own or self.is_request:
            return own
        return self.language.say_for_team(key, "any", self.rng, self.facts)

    def _say(self, template: str) -> str:
        return said(template, self.rng, self.facts)

    def _sometimes(self, status: str, chance: float) -> str:
        return status if self.rng.random() < chance else ""

    def _work(self, share: float) -> None:
        minutes = minutes_to_answer(self.rng, urgent=self.is_urgent) * share
        if share >= 1 and self.rng.random() < FORGOTTEN:
            minutes += self.rng.uniform(3, 14) * 660
        self._let_time_pass(after_work(self.now, minutes))

    def _pass(self, least: float, most: float) -> None:
        self.now += timedelta(seconds=self.rng.uniform(least, most))
