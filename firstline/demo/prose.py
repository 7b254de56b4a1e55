"""The grammar of the word lists: fragments with choices become what one person says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, cast

from firstline.demo.words import words

Facts = Mapping[str, str]
TROUBLE, REQUEST = "1", "2"

_CHOICE = re.compile(r"\{([^{}]*)\}")
_FACT = re.compile(r"\$([a-z]+)")
_MARK = re.compile(r"(\d+): ")
_SPACES = re.compile(r" {2,}")
_WORD = re.compile(r"\b[^\W\d_]{5,}\b")
_CASELESS = {"ja", "ar"}


@dataclass(frozen=True)
class Language:
    code: str

    @property
    def words(self) -> dict[str, Any]:
        return words(self.code)

    def say(self, key: str, rng: Random, facts: Facts, *, about_what: str = TROUBLE) -> str:
        """One of the language's phrases of this kind; empty when it has none."""
        phrases = about(about_what, self.words[key])
        return said(rng.choice(phrases), rng, facts) if phrases else ""

    def say_for_team(self, key: str, team: str, rng: Random, facts: Facts) -> str:
        """One of the phrases that this team uses; empty when it has none of its own."""
        phrases = self.words[key].get(team)
        return said(rng.choice(phrases), rng, facts) if phrases else ""

    @property
    def scenarios(self) -> dict[str, dict[str, list[Any]]]:
        return cast("dict[str, dict[str, list[Any]]]", self.words["scenario"])

    def weekday(self, moment: datetime) -> str:
        return str(self.words["days"][moment.weekday()])

    def money(self, amount: int) -> str:
        whole, rest = divmod(amount, 1000)
        return str(self.words["money"]).format(whole=whole, rest=rest)

    def quote_line(self, moment: datetime, who: str) -> str:
        return str(self.words["quoted"]).format(date=moment.strftime(self.words["date"]), who=who)


def said(template: str, rng: Random, facts: Facts) -> str:
    """The template with its choices made and its facts filled in."""
    chosen = ""
    while chosen != template:
        chosen, template = template, _CHOICE.sub(_choose(rng), template)
    return _FACT.sub(lambda found: facts[found[1]], _SPACES.sub(" ", template).strip())


def problem_of(template: str) -> str:
    """The number of the problem that this is about; empty when it fits all of the scenario."""
    mark = _MARK.match(template)
    return mark[1] if mark else ""


def about(problem: str, templates: Sequence[str]) -> list[str]:
    """Those that can be said about the problem, without their marks."""
    return [
        _MARK.sub("", template, count=1)
        for template in templates
        if not problem_of(template) or problem in problem_of(template)
    ]


def _choose(rng: Random) -> Callable[[re.Match[str]], str]:
    return lambda found: rng.choice(found[1].split("|"))


def begin_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def mistyped(text: str, carelessness: float, rng: Random, language: str) -> str:
    """The text as a hurried person types it."""
    if carelessness < 0.1 or language in _CASELESS:
        return text
    if carelessness > 0.6:
        text = text.lower()
    rate = carelessness / 18

    def mistype(found: re.Match[str]) -> str:
        word = found[0]
        if rng.random() > rate:
            return word
        place = rng.randrange(1, len(word) - 2)
        slip = rng.randrange(3)
        if slip == 0:  # two letters change places
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if slip == 1:  # one is lost
            return word[:place] + word[place + 1 :]
        return word[:place] + word[place] + word[place:]  # one is struck twice

    return _WORD.sub(mistype, text)
