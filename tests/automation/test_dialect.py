"""The dialect in which texts with placeholders are written, and what hostile ones come to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstline.automation import dialect
from firstline.automation.errors import BadTemplate

FACTS = {
    "ticket": {
        "id": 7,
        "title": "<b>Lamp</b> & {{ ticket.id }} {% if true %}x{% endif %}",
        "tags": ["lamp", "<i>"],
        "created_at": "2026-11-22T10:00:00+00:00",
    }
}


def html(source: str, *, marks: bool = False) -> str:
    return dialect.rendered(source, FACTS, is_html=True, marks=marks)


def text(source: str) -> str:
    return dialect.rendered(source, FACTS, is_html=False)


def test_placeholders_are_filled_in() -> None:
    assert text("#{{ ticket.id }}: {{ticket.tags | join: ', '}}") == "#7: lamp, <i>"
    assert text("{% if ticket.id > 3 %}many{% else %}few{% endif %}") == "many"
    assert text("{% for tag in ticket.tags %}[{{ tag }}]{% endfor %}") == "[lamp][<i>]"
    assert text("{{ ticket.created_at | date: '%d.%m.%Y' }}") == "22.11.2026"
    assert text("{{ ticket.id | plus: 2 | times: 3 }}") == "27"
    assert text("{{ ticket.nobody | default: 'you' }}") == "you"


def test_what_is_filled_in_is_escaped_in_html_and_never_read_as_a_template() -> None:
    filled = html("<p>{{ ticket.title }}</p>")
    expected = "<p>&lt;b&gt;Lamp&lt;/b&gt; &amp; {{ ticket.id }} {% if true %}x{% endif %}</p>"
    assert filled == expected
    assert text("{{ ticket.title }}") == FACTS["ticket"]["title"]


def test_the_editor_may_escape_what_stands_in_a_placeholder() -> None:
    assert html("{% if ticket.id &gt; 3&nbsp;%}many{% endif %}") == "many"


def test_a_name_that_means_nothing_is_empty_and_marked_for_who_writes() -> None:
    source = "Hello {{ ticket.requestr.name | upcase }}!"
    assert html(source) == "Hello !"
    assert dialect.UNKNOWN.findall(html(source, marks=True)) == ["ticket.requestr"]


def test_nobody_can_forge_a_mark() -> None:
    facts = {"name": "\ue000x\ue001 \x00"}
    assert dialect.rendered("{{ name }}\ue000", facts, is_html=True, marks=True) == "x "


@pytest.mark.parametrize(
    "source",
    [
        "{{ ticket.title.__class__.__mro__ }}",
        "{{ ticket.title.format }}",
        "{{ ticket.__class__ }}",
        "{{ ticket['__dict__'] }}",
        "{{ ticket.items }}",
        "{{ ticket.id.real }}",
        "{{ ticket.title['upper'] }}",
        "{{ self }}{{ settings.SECRET_KEY }}{{ request.user }}",
    ],
)
def test_no_attribute_of_anything_can_be_reached(source: str) -> None:
    assert text(source) == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% include 'x' %}",
        "{% render '/etc/passwd' %}",
        "{% layout 'x' %}",
        "{% liquid assign x = 1 %}",
        "{% tablerow x in ticket.tags %}{% endtablerow %}",
        "{{ 'x' | safe }}",
        "{{ 'eA==' | base64_decode }}",
        "{{ ticket | json }}",
        "{% for n in (1..3) %}{{ n }}{% endfor %}",
        "{% for n in (1..99999999999) %}{% endfor %}",
        "{{ (1..99999999999) | join }}",
        "{% if (1..99999999999) contains 'x' %}{% endif %}",
        "{{ ticket.id",
        "{% if ticket %}",
        "{% if %}{% endif %}",
        "{% if a" + "[a" * 5000 + "]" * 5000 + " %}{% endif %}",
        "{% if a" + " and a" * 10_000 + " %}{% endif %}",
        "{% if a %}" * 1_000 + "{% endif %}" * 1_000,
        "{{ " + "9" * 50_000 + " }}",
        "x" * 64_001,
        "{{ a }}" * 2_001,
    ],
)
def test_what_is_not_part_of_the_language_is_refused_before_it_is_kept(source: str) -> None:
    with pytest.raises(BadTemplate) as refusal:
        dialect.rendered(source, FACTS, is_html=False)
    assert refusal.value.sentence


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' | replace: '', 'aaaaaaaaaa'"
        + " | replace: 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaa'" * 6
        + " }}",
        "{% assign x = 'aaaaaaaa' %}" + "{% assign x = x | append: x %}" * 30 + "{{ x }}",
        "{% assign x = 9999999 %}" + "{% assign x = x | times: x %}" * 30 + "{{ x }}",
        "{% capture x %}aaaa{% endcapture %}"
        + "{% capture x %}{{ x }}{{ x }}{% endcapture %}" * 30
        + "{{ x }}",
        "{% assign many = '" + "a," * 400 + "' | split: ',' %}"
        "{% for a in many %}{% for b in many %}x{% endfor %}{% endfor %}",
        "{% assign many = '" + "a" * 5_000 + "' | split: '' %}",
    ],
)
def test_little_is_never_made_into_much(source: str) -> None:
    with pytest.raises(BadTemplate):
        text(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ticket.id | round: 999999999 }}",
        "{{ ticket.id | round: -999999999 }}",
        "{{ '1e999999999' | plus: 1 }}",
        "{{ 'now' | date: '%999999999d' }}",
        "{{ '9999999999999999999999' | date: '%Y' }}",
        "{{ 'a' | slice: 0, 999999999999 }}",
        "{{ 'a' | truncate: 999999999999 }}",
        "\x00{{ ticket.id }}\x00",
        "{{ 'ünïcödé \U0001f600' | upcase | capitalize }}",
    ],
)
def test_strange_numbers_and_signs_do_no_harm(source: str) -> None:
    assert len(text(source)) < 100
    assert "\x00" not in text(source)


@pytest.mark.parametrize("name", sorted(dialect._FILTERS))
def test_no_filter_turns_a_value_into_html(name: str) -> None:
    for arguments in ("", ": 'x'", ": 'x', 'y'", ": 3"):
        try:
            filled = html(f"{{{{ ticket.title | {name}{arguments} }}}}")
        except BadTemplate:
            continue
        assert "<b>" not in filled


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=list("{}%|.:'\"()[]0129 \n-=<>&;abif#\x00\ue000ü"), max_size=80))
def test_any_text_is_either_filled_in_or_refused(source: str) -> None:
    for wrapped in (source, f"{{{{ {source} }}}}", f"{{% if {source} %}}x{{% endif %}}"):
        try:
            dialect.rendered(wrapped, FACTS, is_html=True, marks=True)
        except BadTemplate:
            continue
