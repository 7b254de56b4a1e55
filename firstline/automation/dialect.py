"""The safe dialect of Liquid in which agents write texts with placeholders.

Single pass: only what agents wrote is read as a template, and what is filled in is never read again
(T08). Nothing here can open a file, walk an object or run for long: values are plain data, tags and
filters are named below, and what they make is counted. Lists are short and there are no ranges, so
that counting bounds time as well.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache, wraps
from html import unescape
from typing import Any

from django.utils.translation import gettext as _
from liquid import Environment, RenderContext, Undefined
from liquid.ast import Node
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.exceptions import LiquidError, LiquidSyntaxError
from liquid.expression import Expression
from liquid.template import BoundTemplate

from firstline.automation.errors import BadTemplate
from firstline.platform.html.tree import names

LONGEST_TEMPLATE = 64_000
_LONGEST_TEXT = 20_000
_LONGEST_LIST = 500
_LARGEST_NUMBER = 10**15
_MOST_NODES = 2_000
_TAGS = names("assign break capture case comment continue for if unless # content illegal output")
_FILTERS = names(
    """
    append capitalize default downcase escape escape_once first join last lstrip newline_to_br
    prepend remove remove_first replace replace_first reverse rstrip size slice sort split strip
    strip_newlines truncate truncatewords uniq upcase url_encode
    """
)
_SUMS = names("abs at_least at_most ceil divided_by floor minus modulo plus round times")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.+Z-]{4,32})?|now|today")
_LOOKS_OF_MOMENT = re.compile(r"(?:[^%]|%[-^]?[a-zA-Z%]){0,80}")
_PLACE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# From the private use area: no text that is filled in keeps them.
_UNKNOWN_BEGINS, _UNKNOWN_ENDS = "\ue000", "\ue001"
UNKNOWN = re.compile(f"{_UNKNOWN_BEGINS}([^{_UNKNOWN_ENDS}]*){_UNKNOWN_ENDS}")


class Facts(dict[str, Any]):
    """A group of values, such as the ticket; by itself it stands for nothing."""

    def __str__(self) -> str:
        return ""


def check(source: str, *, is_html: bool) -> None:
    """Refuse a text that is no template."""
    _parsed(source, is_html=is_html, marks=False)


def rendered(source: str, facts: Mapping[str, Any], *, is_html: bool, marks: bool = False) -> str:
    """The text with its placeholders filled in; in HTML each value is escaped.

    The HTML still has to be sanitised. `marks` leaves a mark (see `UNKNOWN`) where a name means
    nothing, which otherwise is empty.
    """
    template = _parsed(source, is_html=is_html, marks=marks)
    try:
        return template.render(**{name: _plain(value) for name, value in facts.items()})
    except LiquidError as failure:
        raise BadTemplate(_refusal(failure)) from failure


def _plain(value: Any) -> Any:
    """Data alone: whatever else it is becomes its text, without our own marks."""
    if isinstance(value, Mapping):
        return Facts({str(name): _plain(one) for name, one in value.items()})
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value[:_LONGEST_LIST]]
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)[:_LONGEST_TEXT]
    # `str` also of what calls itself safe HTML: here nothing is.
    return "".join(text).translate(_GONE)


_GONE = {0: None, ord(_UNKNOWN_BEGINS): None, ord(_UNKNOWN_ENDS): None}


@lru_cache(maxsize=512)
def _parsed(source: str, *, is_html: bool, marks: bool) -> BoundTemplate:
    if len(source) > LONGEST_TEMPLATE:
        raise BadTemplate(_("This text is too long for a macro."))
    source = source.translate(_GONE)
    if is_html:
        source = _PLACE.sub(lambda place: unescape(place[0]).replace("\xa0", " "), source)
    try:
        template = _environment(is_html=is_html, marks=marks).from_string(source)
    except LiquidError as failure:
        raise BadTemplate(_refusal(failure)) from failure
    _must_be_small(template)
    return template


def _must_be_small(template: BoundTemplate) -> None:
    context = RenderContext(template)
    nodes: list[Node] = list(template.nodes)
    seen = 0
    while nodes:
        node = nodes.pop()
        seen += 1
        if seen > _MOST_NODES:
            raise BadTemplate(_("This text has too many placeholders."))
        if _has_range(node.expressions()):
            raise BadTemplate(_("Ranges such as (1..9) are not part of this language."))
        nodes += node.children(context)


def _has_range(expressions: Iterable[Expression]) -> bool:
    waiting = list(expressions)
    while waiting:
        one = waiting.pop()
        if isinstance(one, RangeLiteral):
            return True
        waiting += one.children()
    return False


def _refusal(failure: LiquidError) -> str:
    """What is wrong, in a sentence: the library's own first line."""
    reason = str(failure.args[0] if failure.args else failure).split("\n")[0].strip()
    kind = (
        _("This text cannot be read: %s.")
        if isinstance(failure, LiquidSyntaxError)
        else _("This text cannot be filled in: %s.")
    )
    return kind % reason[:200].rstrip(".")


# The library, with what is not named above taken out


class _Environment(Environment):
    block_nesting_limit = 20
    context_depth_limit = 20
    loop_iteration_limit = 1_000
    local_namespace_limit = 200_000
    output_stream_limit = 200_000


class _Unknown(Undefined):
    """A name that means nothing: empty, or marked for who writes the text."""

    def __str__(self) -> str:
        path = (self.hint or self.name).removesuffix(" is undefined").strip("'")
        return f"{_UNKNOWN_BEGINS}{path[:80].translate(_GONE)}{_UNKNOWN_ENDS}"


@lru_cache(maxsize=4)
def _environment(*, is_html: bool, marks: bool) -> Environment:
    made = _Environment(autoescape=is_html, undefined=_Unknown if marks else Undefined)
    made.tags = {name: tag for name, tag in made.tags.items() if name in _TAGS}
    date = made.filters["date"]
    made.filters = {
        **_wrapped(made, _FILTERS, _bounded),
        **_wrapped(made, _SUMS, _counted),
        "date": _dated(date),
    }
    return made


Filter = Callable[..., Any]


def _wrapped(
    environment: Environment, names: Collection[str], wrap: Callable[[str, Filter], Filter]
) -> dict[str, Filter]:
    return {name: wrap(name, environment.filters[name]) for name in names}


def _bounded(name: str, original: Filter) -> Filter:
    """The filter, refusing to make much of little."""

    @wraps(original)
    def bounded(left: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(left, _Unknown) and name != "default":
            return left
        for value in (left, *arguments):
            _must_be_short(value)
        if _size_to_be(name, left, arguments) > _LONGEST_TEXT:
            raise LiquidError(_("it would become too long"), token=None)
        made = original(left, *arguments, **named)
        _must_be_short(made)
        return made

    return bounded


def _size_to_be(name: str, left: Any, arguments: tuple[Any, ...]) -> int:
    """How long it could become, where that is more than a few times of what there is."""
    texts = [str(one) for one in arguments]
    if name in ("replace", "replace_first") and len(texts) > 1:
        times = str(left).count(texts[0])
        return len(str(left)) + times * len(texts[1])
    if name == "join" and isinstance(left, list):
        separator = len(texts[0]) if texts else 1
        return sum(len(str(one)) + separator for one in left)
    return 0


def _must_be_short(value: Any) -> None:
    is_long = (
        (isinstance(value, str) and len(value) > _LONGEST_TEXT)
        or (isinstance(value, list | tuple) and len(value) > _LONGEST_LIST)
        or (isinstance(value, int | float) and not abs(value) <= _LARGEST_NUMBER)
    )
    if is_long:
        raise LiquidError(_("it would become too long"), token=None)


def _counted(_name: str, original: Filter) -> Filter:
    """Sums of numbers that a person would write; anything else counts as nought."""

    @wraps(original)
    def counted(left: Any, *arguments: Any) -> Any:
        if isinstance(left, _Unknown):
            return left
        made = original(_number(left), *map(_number, arguments))
        _must_be_short(made)
        return made

    return counted


def _number(value: Any) -> int | float:
    text = str(value)
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        return 0
    return float(text) if "." in text else int(text)


def _dated(original: Filter) -> Filter:
    """Dates as the ticket has them, in simple formats: the system's own know endless widths."""

    @wraps(original)
    def dated(left: Any, looks: Any = "%Y-%m-%d", **named: Any) -> Any:
        if not _MOMENT.fullmatch(str(left)) or not _LOOKS_OF_MOMENT.fullmatch(str(looks)):
            return left
        return original(left, looks, **named)

    # How the library asks for its environment.
    setattr(dated, "with_environment", True)  # noqa: B010
    return dated
