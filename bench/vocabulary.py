"""Text for measuring: made-up words that occur as often as words do (Zipf's law)."""

from itertools import accumulate
from random import Random

WORDS = 30_000
# What a support desk says all the time; the rest is made of syllables.
USUAL = """
    the to and of a in is it you i that for we not this on with have be are can as at your my our
    but or if from will please was do there all no so when an what has had they thanks printer
    order label account help still error page user email file after would could been out up one
    time work just get new only now again any see then some more than who how also back first does
    try last same problem number know need here answer customer invoice delivery update version
    """.split()  # noqa: SIM905 - read more easily than a hundred strings
_ONSETS = "b br d dr f g gl h k l m n p pr r s st t v z".split()  # noqa: SIM905
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou")
_CODAS = ("", "", "n", "r", "l", "s", "t", "m")

# Asked for by the searches: in every tenth message, in every five-hundredth, in three of them all.
COMMON_RANK, MIDDLE_RANK = 70, 2500
RARE = "zyxomant"
RARE_COPIES = 3


class Vocabulary:
    """Thirty thousand words, the n-th of which is n times rarer than the first."""

    def __init__(self, rng: Random) -> None:
        self.words = _words(rng)
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    @property
    def common(self) -> str:
        return self.words[COMMON_RANK]

    @property
    def middling(self) -> str:
        return self.words[MIDDLE_RANK]

    def text(self, rng: Random) -> str:
        """A message of a few words up to some hundred, most of them short, in sentences."""
        length = min(max(int(rng.lognormvariate(3.9, 0.7)), 4), 600)
        words = rng.choices(self.words, cum_weights=self._weights, k=length)
        for end in range(11, length, 12):
            words[end] += "."
        for end in range(47, length, 48):
            words[end] += "\n\n"
        return " ".join(words) + "."

    def subject(self, rng: Random) -> str:
        chosen = rng.choices(self.words, cum_weights=self._weights, k=rng.randint(2, 8))
        return " ".join(chosen).capitalize()


def _words(rng: Random) -> list[str]:
    words = dict.fromkeys(USUAL)
    while len(words) < WORDS:
        syllables = rng.choices((2, 3, 4), (5, 4, 1))[0]
        word = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables))
        words.setdefault(word + rng.choice(_CODAS))
    return list(words)
