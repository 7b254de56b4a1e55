"""How one reply goes out, as its writer chose."""

from dataclasses import dataclass
from typing import Self

from firstline.desk.models import Draft
from firstline.desk.recipients import AS_EVER, Deviation


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    deviation: Deviation = AS_EVER
    is_signed: bool = True
    # What it is written in; empty for what the words themselves say.
    language: str = ""
    # What it was until now, where somebody wrote it in the composer.
    draft: Draft | None = None

    @classmethod
    def of(cls, draft: Draft) -> Self:
        return cls(
            deviation=deviation_of(draft),
            is_signed=draft.is_signed,
            language=draft.language,
            draft=draft,
        )


AS_USUAL = Dispatch()


def deviation_of(draft: Draft) -> Deviation:
    return Deviation(cc=draft.cc, bcc=draft.bcc, left_out=draft.left_out)
