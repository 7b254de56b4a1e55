"""Plain text parted into what is new and what it quotes, never at the cost of a writer's words."""

from dataclasses import dataclass

from firstline.channels.email.reading.quote_lines import (
    LONGEST_INTRODUCTION,
    is_forward_marker,
    is_header_block,
    is_introduction,
    is_original_marker,
    is_rule,
)


@dataclass(frozen=True, slots=True)
class Split:
    new: str
    quoted: str


def split_text(text: str, *, is_forward: bool = False) -> Split:
    """What is new, and the history below or above it.

    Answers written between quoted lines stay where they are: then all is new. So it is when nothing
    but history came, and when the mail forwards something, because then that is the message.
    """
    lines = text.split("\n")
    end = len(lines) if is_forward else _history_start(lines)
    is_quoted = _quoted_lines(lines[:end])
    if _has_answers_between(lines, is_quoted):
        is_quoted = [False] * end
    is_quoted += [True] * (len(lines) - end)

    new = _joined(lines, is_quoted, wanted=False)
    if not new:
        return Split(new=text.strip("\n"), quoted="")
    return Split(new=new, quoted=_joined(lines, is_quoted, wanted=True))


def _history_start(lines: list[str]) -> int:
    """The first line below which nothing is the writer's own."""
    for number, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith(">"):
            continue
        if is_forward_marker(line):
            break
        if _starts_history(lines, number):
            return _above_rules(lines, number)
    return len(lines)


def _starts_history(lines: list[str], number: int) -> bool:
    if is_original_marker(lines[number]) or is_header_block(_next_lines(lines, number)):
        return True
    length = _introduction_at(lines, number)
    if not length:
        return False
    rest = (line for line in lines[number + length :] if line.strip())
    return not next(rest, "").lstrip().startswith(">")


def _above_rules(lines: list[str], number: int) -> int:
    start = number
    while start > 0 and (is_rule(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
        if is_rule(lines[start]):
            number = start
    return number


def _next_lines(lines: list[str], number: int) -> list[str]:
    return [line for line in lines[number : number + 14] if line.strip()]


def _introduction_at(lines: list[str], number: int) -> int:
    """Over how many lines an introduction runs from here; programs wrap it."""
    whole = ""
    for length in range(1, 4):
        at = number + length - 1
        if at >= len(lines) or not lines[at].strip() or len(whole) > LONGEST_INTRODUCTION:
            return 0
        whole = f"{whole} {lines[at].strip()}"
        if is_introduction(whole):
            return length
    return 0


def _quoted_lines(lines: list[str]) -> list[bool]:
    """Which lines begin with ">", with the introductions above them."""
    is_quoted = [line.lstrip(" ").startswith(">") for line in lines]
    for number, line in enumerate(lines):
        if is_quoted[number] or not line.strip():
            continue
        length = _introduction_at(lines, number)
        if length and _next_is_quoted(lines, is_quoted, number + length):
            is_quoted[number : number + length] = [True] * length
    return is_quoted


def _next_is_quoted(lines: list[str], is_quoted: list[bool], number: int) -> bool:
    for at in range(number, min(number + 4, len(lines))):
        if is_quoted[at]:
            return True
        if lines[at].strip():
            return False
    return False


def _has_answers_between(lines: list[str], is_quoted: list[bool]) -> bool:
    """Whether the writer's words stand between two quoted passages."""
    if True not in is_quoted:
        return False
    first = is_quoted.index(True)
    last = len(is_quoted) - 1 - is_quoted[::-1].index(True)
    between = range(first, last + 1)
    return any(not is_quoted[at] and lines[at].strip() for at in between)


def _joined(lines: list[str], is_quoted: list[bool], *, wanted: bool) -> str:
    kept = [line for line, quoted in zip(lines, is_quoted, strict=True) if quoted is wanted]
    return "\n".join(kept).strip("\n").rstrip()
