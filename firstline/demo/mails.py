"""From sentences to mails: greeting, paragraphs, signature, the history quoted below, and HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from random import Random
from zoneinfo import ZoneInfo

from firstline.demo.company import AgentPlan, CustomerPlan
from firstline.demo.enclosures import Enclosure
from firstline.demo.prose import Facts, Language, begin_large, mistyped
from firstline.platform.html import count_remote_images, html_from_text, sanitise_mail

_MENU_PATH = re.compile(r"\b[\w']+(?: [\w']+){0,2}(?: &gt; [\w']+(?: [\w']+){0,2})+")
_NO_SPACES = {"ja"}
_SMALL_IN_GERMAN = frozenset(
    """
    Bitte Danke Dann Das Der Die Ein Gern Geht Gibt Habe Haben Hat Ich Ihre Könnten Laut Leider
    Nach Nicht Noch Nur Perfekt Sehr Seit Unser Unsere Unter Vielen Wie Wir Wollen Wunderbar Zu Zwei
    """.split()  # noqa: SIM905 - read more easily than thirty strings
)


@dataclass(frozen=True)
class Mail:
    """The words of one message, as they are stored once it has been read."""

    text: str
    html: str
    quoted_text: str = ""
    quoted_html: str = ""
    is_framed: bool = False
    remote_images: int = 0
    enclosures: tuple[Enclosure, ...] = ()
    cc: tuple[CustomerPlan, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """A mail that the next one may quote."""

    at: datetime
    who: str
    mail: Mail


def from_customer(
    sentences: Sequence[str],
    *,
    by: CustomerPlan,
    facts: Facts,
    rng: Random,
    answers: Earlier | None = None,
    enclosures: tuple[Enclosure, ...] = (),
    cc: tuple[CustomerPlan, ...] = (),
) -> Mail:
    """What a customer writes, in that person's manner."""
    language = Language(by.language)
    hello = ""
    if by.manner.greets and (answers is None or rng.random() < 0.5):
        hello = language.say("hello" if answers is None else "hello_again", rng, facts)
    body = _body(hello, sentences, language.code, rng)
    if hello and rng.random() < 0.08:
        body = body.replace("\n\n", " ", 1)
    body = mistyped(body, by.manner.carelessness, rng, by.language)
    text = _joined(body, _signature(by, language, facts, rng, is_first=answers is None))
    quoted_text, quoted_html = _quoted(answers, by, language)
    mail = Mail(
        text=text,
        html=html_from_text(text),
        quoted_text=quoted_text,
        quoted_html=quoted_html,
        enclosures=enclosures,
        cc=cc,
    )
    return _styled(mail, by) if by.manner.client == "styled" else mail


def from_agent(
    sentences: Sequence[str], *, by: AgentPlan, language: Language, facts: Facts, rng: Random
) -> Mail:
    """What an agent answers: always greeted, always signed."""
    hello = language.say("hello_agent", rng, facts)
    byes = language.words["bye_agent"]
    body = _body(hello, sentences, language.code, rng)
    text = f"{body}\n\n{byes[by.usual_bye % len(byes)]}\n{by.first_name}"
    html = html_from_text(text)
    return Mail(text=text, html=_with_bold_paths(html) if by.uses_bold else html)


def note(text: str) -> Mail:
    return Mail(text=text, html=html_from_text(text))


def _body(hello: str, sentences: Sequence[str], language: str, rng: Random) -> str:
    """Paragraphs of one to three pieces; what follows a full stop begins with a capital."""
    pieces = [piece for piece in sentences if piece]
    space = "" if language in _NO_SPACES else " "
    paragraphs: list[str] = []
    for index, piece in enumerate(pieces):
        shown = (
            _after_comma(piece) if index == 0 and hello and language == "de" else begin_large(piece)
        )
        if paragraphs and rng.random() < 0.45:
            paragraphs[-1] += space + shown
        else:
            paragraphs.append(shown)
    body = "\n\n".join(paragraphs)
    if not hello:
        return begin_large(body)
    comma = (
        ""
        if hello[-1] in "。,!"
        else ("、" if language == "ja" else "،" if language == "ar" else ",")
    )
    return f"{hello}{comma}\n\n{body}"


def _after_comma(piece: str) -> str:
    """In German the first word after the greeting is small, unless it is always large."""
    first = piece.partition(" ")[0]
    return piece[:1].lower() + piece[1:] if first in _SMALL_IN_GERMAN else piece


def _signature(
    by: CustomerPlan, language: Language, facts: Facts, rng: Random, *, is_first: bool
) -> str:
    manner = by.manner
    if manner.signs == "none":
        return ""
    if manner.signs == "mobile":
        name = f"{by.first_name}\n\n" if rng.random() < 0.5 else ""
        apps: list[str] = language.words["mobile"]
        return name + apps[len(by.email) % len(apps)]
    bye = language.say("bye", rng, facts)
    line = f"{bye}\n" if bye else ""
    if manner.signs == "card" and is_first:
        company = by.organisation.name if by.organisation else ""
        return f"{line}{by.name}\n\n-- \n{by.name}\n{by.title}\n{company}\n{by.phone}"
    return line + (by.name if is_first else by.first_name)


def _joined(body: str, signature: str) -> str:
    return f"{body}\n\n{signature}" if signature else body


def _quoted(answers: Earlier | None, by: CustomerPlan, language: Language) -> tuple[str, str]:
    """The mail that is answered, below a line that says whose it was."""
    if answers is None or not by.manner.quotes:
        return "", ""
    there = answers.at.astimezone(ZoneInfo(by.time_zone))
    line = language.quote_line(there, answers.who)
    text = "\n".join([line, *(f"> {row}".rstrip() for row in answers.mail.text.split("\n"))])
    html = f"<p>{escape(line)}</p><blockquote>{answers.mail.html}</blockquote>"
    return text, html


def _styled(mail: Mail, by: CustomerPlan) -> Mail:
    """The same words from a mail program that lays them out, with the company's logo below."""
    logo = (
        f'<img src="https://{by.organisation.domain}/mail/logo.png" width="120" height="32" alt="">'
        if by.organisation and by.manner.signs == "card"
        else ""
    )
    style = "font-family: Calibri, sans-serif; font-size: 11pt; color: #1f3864"
    html = sanitise_mail(f'<div style="{style}">{mail.html}{logo}</div>')
    return replace(mail, html=html, is_framed=True, remote_images=count_remote_images(html))


def _with_bold_paths(html: str) -> str:
    """`Settings &gt; People &gt; Invite` in bold, as some agents like it."""
    return _MENU_PATH.sub(lambda found: f"<strong>{found[0]}</strong>", html)
