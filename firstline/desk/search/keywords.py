"""What the keywords of a query mean for tickets."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import DecimalField, Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import (
    GreaterThan,
    GreaterThanOrEqual,
    IContains,
    IExact,
    LessThan,
    LessThanOrEqual,
)
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from firstline.desk.models import Attachment, Message, Participant, Priority, Ticket, TicketStatus
from firstline.desk.models.ticket import TicketType
from firstline.platform.clock import now
from firstline.platform.fields.models import CustomField, FieldKind, FieldSubject
from firstline.platform.search.query import Query, Term, Word
from firstline.platform.search.words import Has, look_up
from firstline.team.models import Agent

_AGO = re.compile(r"([0-9]{1,6})(minute|hour|day|week|month|year)s?")
_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}
_LOOKUPS = {":": "exact", "<": "lt", ">": "gt", "<=": "lte", ">=": "gte"}
_COMPARISONS = {
    "<": LessThan,
    ">": GreaterThan,
    "<=": LessThanOrEqual,
    ">=": GreaterThanOrEqual,
}
# What PostgreSQL and every time zone can hold, with room for a day more.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_MOST_DIGITS = 18
_CUSTOM = re.compile(r"(?:custom_field|ticket_field|custom_fields)_([0-9]{1,18})")
_NONE, _ANY, _ME = "none", "*", "me"
_NOTHING = Q(pk__in=[])


class NotUnderstood(Exception):
    """A term means nothing; the sentence says what would."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Meaning:
    """A query's terms as a condition on tickets, and what could not be understood of them."""

    condition: Q = field(default_factory=Q)
    # Words that had a keyword, such as `comment:jam`, are looked for like all others.
    words: tuple[Word, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def is_narrowing(self) -> bool:
        return bool(self.condition)


@dataclass(frozen=True)
class Asking:
    """On whose behalf, and in which languages, a term is read."""

    reader: Agent
    languages: Sequence[str]


Compile = Callable[[Term, Asking], Q]


def meaning_of(query: Query, asking: Asking) -> Meaning:
    """The same keyword several times with ":" means any of its values, different keywords all.

    A term that is not understood finds nothing, and says so.
    """
    either: dict[str, Q] = defaultdict(Q)
    meaning = Meaning()
    for term in query.terms:
        try:
            one = _compiled(term, asking)
        except NotUnderstood as refusal:
            one = _NOTHING
            meaning = replace(meaning, problems=(*meaning.problems, refusal.sentence))
        if term.is_negated:
            meaning = replace(meaning, condition=meaning.condition & ~one)
        elif term.operator == ":":
            either[term.keyword] |= one
        else:
            meaning = replace(meaning, condition=meaning.condition & one)
    for one in either.values():
        meaning = replace(meaning, condition=meaning.condition & one)
    return replace(meaning, words=tuple(_worded(query)))


def _worded(query: Query) -> list[Word]:
    """The words of terms that look into texts: they find through the index, then are checked."""
    terms = [term for term in query.terms if term.keyword in _IN_TEXTS and not term.is_negated]
    once = [term for term in terms if [other.keyword for other in terms].count(term.keyword) == 1]
    return [_word_of(term) for term in once if term.value not in {_NONE, _ANY}]


def _word_of(term: Term) -> Word:
    text = term.value.rstrip("*")
    return Word(text, is_phrase=" " in text, is_beginning=text != term.value)


def _compiled(term: Term, asking: Asking) -> Q:
    if own_field := _CUSTOM.fullmatch(term.keyword):
        return _custom_field(int(own_field[1]), term)
    compile_term = KEYWORDS.get(term.keyword)
    if compile_term is None:
        raise NotUnderstood(
            _("“%s” is not something that tickets can be searched by.") % term.keyword[:40]
        )
    return compile_term(term, asking)


def _number_in(value: str) -> int | None:
    is_number = value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS
    return int(value) if is_number else None


def _person(path: str) -> Compile:
    """`path` leads to an agent or a customer, or to nobody."""

    def condition(term: Term, asking: Asking) -> Q:
        value = term.value.lower()
        if value in {_NONE, _ANY}:
            return Q(**{f"{path}__isnull": value == _NONE})
        return _somebody(value, asking, ident=f"{path}_id", person=f"{path}__person__")

    return condition


def _somebody(value: str, asking: Asking, *, ident: str, person: str) -> Q:
    number = asking.reader.pk if value == _ME else _number_in(value)
    if number is not None:
        return Q(**{ident: number})
    if "@" in value:
        return Q(**{f"{person}email": value})
    return Q(**{f"{person}name__iexact": value})


def _author(**which: object) -> Compile:
    """Who wrote one of the messages."""

    def condition(term: Term, asking: Asking) -> Q:
        wrote = _somebody(term.value.lower(), asking, ident="author_id", person="author__")
        return Q(Exists(Message.objects.filter(wrote, ticket=OuterRef("pk"), **which)))

    return condition


def _copied(term: Term, asking: Asking) -> Q:
    copied = Participant.objects.filter(ticket=OuterRef("pk"))
    value = term.value.lower()
    if value in {_NONE, _ANY}:
        return ~Q(Exists(copied)) if value == _NONE else Q(Exists(copied))
    who = _somebody(value, asking, ident="customer_id", person="customer__person__")
    return Q(Exists(copied.filter(who)))


def _ranked(name: str, ranks: Sequence[str]) -> Compile:
    def condition(term: Term, _asking: Asking) -> Q:
        value = term.value.lower()
        if value not in ranks:
            raise NotUnderstood(
                _("“%(value)s” is none of %(known)s.")
                % {"value": term.value[:40], "known": ", ".join(ranks)}
            )
        place = ranks.index(value)
        chosen = {
            ":": [value],
            "<": ranks[:place],
            "<=": ranks[: place + 1],
            ">": ranks[place + 1 :],
            ">=": ranks[place:],
        }[term.operator]
        return Q(**{f"{name}__in": list(chosen)})

    return condition


def _type(term: Term, _asking: Asking) -> Q:
    value = term.value.lower()
    if value in {_NONE, _ANY}:
        return Q(type="") if value == _NONE else ~Q(type="")
    if value not in TicketType.values:
        raise NotUnderstood(
            _("“%(value)s” is none of %(known)s.")
            % {"value": term.value[:40], "known": ", ".join(TicketType.values)}
        )
    return Q(type=value)


def _moment(name: str) -> Compile:
    def condition(term: Term, _asking: Asking) -> Q:
        value = term.value.lower()
        if value in {_NONE, _ANY}:
            return Q(**{f"{name}__isnull": value == _NONE})
        start, end = _stretch(value)
        return {
            ":": Q(**{f"{name}__gte": start, f"{name}__lt": end}),
            "<": Q(**{f"{name}__lt": start}),
            "<=": Q(**{f"{name}__lt": end}),
            ">": Q(**{f"{name}__gte": end}),
            ">=": Q(**{f"{name}__gte": start}),
        }[term.operator]

    return condition


def _stretch(value: str) -> tuple[datetime, datetime]:
    """A day of the reader's zone from its start to its end, or a moment, which is but itself."""
    try:
        if ago := _AGO.fullmatch(value):
            moment = now() - timedelta(minutes=int(ago[1]) * _MINUTES[ago[2]])
            return moment, moment + timedelta(microseconds=1)
        day = parse_date(value)
        if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR:
            start = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here
            return start, start + timedelta(days=1)
        # With a zone, or in the reader's.
        exact = parse_datetime(value.upper()) if day is None else None
    except (ValueError, OverflowError):
        exact = None
    if exact is None or not _FIRST_YEAR <= exact.year <= _LAST_YEAR:
        raise NotUnderstood(
            _("“%s” is not a time. Write 2026-01-31, or 4hours for four hours ago.") % value[:40]
        )
    moment = exact if timezone.is_aware(exact) else timezone.make_aware(exact)
    return moment, moment + timedelta(microseconds=1)


def _tags(term: Term, _asking: Asking) -> Q:
    match term.value.lower():
        case "none":
            return Q(tags=[])
        case "*":
            return ~Q(tags=[])
        case value:
            return Q(tags__contains=[value])


def _number(term: Term, _asking: Asking) -> Q:
    number = _number_in(term.value.removeprefix("#"))
    if number is None:
        raise NotUnderstood(_("“%s” is not the number of a ticket.") % term.value[:40])
    return Q(**{f"pk__{_LOOKUPS[term.operator]}": number})


def _named(path: str, name: str = "name") -> Compile:
    """`path` leads to something with a number and a name."""

    def condition(term: Term, _asking: Asking) -> Q:
        value = term.value.lower()
        if value in {_NONE, _ANY}:
            return Q(**{f"{path}__isnull": value == _NONE})
        number = _number_in(value)
        if number is not None:
            return Q(**{f"{path}_id": number})
        return Q(**{f"{path}__{name}__iexact": term.value})

    return condition


def _in_messages(**which: object) -> Compile:
    def condition(term: Term, asking: Asking) -> Q:
        asked = look_up([_word_of(term)], languages=asking.languages)
        if not asked:
            return _NOTHING
        messages = Message.objects.filter(Has("search", asked), ticket=OuterRef("pk"), **which)
        return Q(Exists(messages))

    return condition


def _in_subject(term: Term, asking: Asking) -> Q:
    asked = look_up([_word_of(term)], languages=asking.languages)
    return Q(pk__in=Ticket.objects.filter(Has("search", asked)).values("pk")) if asked else _NOTHING


def _attached(term: Term, _asking: Asking) -> Q:
    has_some = Q(Exists(Attachment.objects.filter(message__ticket=OuterRef("pk"), is_inline=False)))
    return has_some if term.value.lower() in {"true", "yes", "*", "1"} else ~has_some


def _channel(term: Term, _asking: Asking) -> Q:
    value = term.value.lower()
    return Q(channel={"mail": "email"}.get(value, value))


def _custom_field(ident: int, term: Term) -> Q:
    own = CustomField.objects.about(FieldSubject.TICKET).filter(pk=ident).first()
    if own is None:
        raise NotUnderstood(_("There is no field %d.") % ident)
    value = term.value
    if value.lower() in {_NONE, _ANY}:
        has_value = Q(fields__has_key=own.slot)
        return has_value if value == _ANY else ~has_value
    if term.operator != ":":
        return _compared(own, term)
    if own.kind == FieldKind.MULTISELECT:
        return Q(fields__contains={own.slot: [value]})
    if own.kind == FieldKind.CHECKBOX:
        return Q(fields__contains={own.slot: value.lower() in {"true", "yes", "1"}})
    is_long = own.kind in {FieldKind.TEXT, FieldKind.TEXTAREA}
    return Q(IContains(_kept(own), value) if is_long else IExact(_kept(own), value))


def _compared(own: CustomField, term: Term) -> Q:
    compare = _COMPARISONS[term.operator]
    if own.kind == FieldKind.DATE:
        start, _end = _stretch(term.value.lower())
        return Q(compare(_kept(own), timezone.localtime(start).date().isoformat()))
    number = _number_in(term.value)
    if own.kind not in {FieldKind.INTEGER, FieldKind.DECIMAL} or number is None:
        raise NotUnderstood(_("“%s” can only be compared with “:”.") % own.title)
    kept = Cast(_kept(own), DecimalField(max_digits=40, decimal_places=10))
    return Q(compare(kept, number))


def _kept(own: CustomField) -> Func:
    """The value as text. Not by the ORM's lookup of keys, for which "12" is a place in a list."""
    return Func(
        F("fields"),
        Value(own.slot, TextField()),
        function="jsonb_extract_path_text",
        output_field=TextField(),
    )


def _any_field(term: Term, _asking: Asking) -> Q:
    """A value of any custom field, also one of several."""
    fields = CustomField.objects.about(FieldSubject.TICKET)
    condition = _NOTHING
    for own in fields.exclude(kind=FieldKind.CHECKBOX):
        condition |= _custom_field(own.pk, replace(term, operator=":"))
    return condition


KEYWORDS: Mapping[str, Compile] = {
    "assignee": _person("assignee"),
    "requester": _person("requester"),
    "submitter": _author(number=1),
    "commenter": _author(),
    "cc": _copied,
    "status": _ranked("status", list(TicketStatus.values)),
    "custom_status_id": _named("custom_status", "label"),
    "ticket_type": _type,
    "priority": _ranked("priority", list(Priority.values)),
    "created": _moment("created_at"),
    "updated": _moment("updated_at"),
    "solved": _moment("solved_at"),
    "due_date": _moment("due_at"),
    "tags": _tags,
    "ticket_id": _number,
    "group": _named("group"),
    "organization": _named("organisation"),
    "form": _named("form"),
    "subject": _in_subject,
    "description": _in_messages(number=1),
    "comment": _in_messages(),
    "via": _channel,
    "recipient": lambda term, _asking: Q(recipient__iexact=term.value),
    "has_attachment": _attached,
    "fieldvalue": _any_field,
}
_IN_TEXTS = frozenset({"subject", "description", "comment"})
