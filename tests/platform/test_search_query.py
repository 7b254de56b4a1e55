"""The query language as it is written, whatever its keywords mean."""

import pytest

from firstline.platform.search.query import Term, Word, parse


@pytest.mark.parametrize(
    ("text", "words", "terms"),
    [
        ("paper jam", [Word("paper"), Word("jam")], []),
        ('"paper jam"', [Word("paper jam", is_phrase=True)], []),
        ("print*", [Word("print", is_beginning=True)], []),
        ("status:open", [], [Term("status", ":", "open")]),
        ("Status<=solved", [], [Term("status", "<=", "solved")]),
        ('-tags:"vip gold"', [], [Term("tags", ":", "vip gold", is_negated=True)]),
        ('subject:"no end', [], [Term("subject", ":", "no end")]),
        ("https://example.com/a?b=1", [Word("https://example.com/a?b=1")], []),
        ("dana@acme.example", [Word("dana@acme.example")], []),
        ('* - -- ""', [], []),
    ],
)
def test_words_and_terms_are_told_apart(text: str, words: list[Word], terms: list[Term]) -> None:
    query = parse(text)
    assert list(query.words) == words
    assert list(query.terms) == terms


def test_kinds_order_and_unwanted_words_are_kept_apart() -> None:
    query = parse("type:ticket type:User lamp -refund order_by:created sort:asc")
    assert query.kinds == {"ticket", "user"}
    assert query.unwanted == (Word("refund"),)
    assert (query.order_by, query.is_descending) == ("created", False)


@pytest.mark.parametrize(
    "text",
    [
        'type:ticket paper "paper jam" print* -refund status<solved -tags:"a b"',
        "lamp order_by:updated sort:asc",
    ],
)
def test_a_query_is_written_as_it_was_read(text: str) -> None:
    assert parse(str(parse(text))) == parse(text)


def test_what_cannot_be_stored_is_left_out() -> None:
    assert parse("a\x00b \ud800c").words == (Word("a"), Word("b"), Word("c"))


def test_a_query_of_any_length_has_few_parts() -> None:
    query = parse("word " * 5000 + "status:open " * 5000)
    assert len(query.words) == 12
    assert len(parse("status:open " * 5000).terms) <= 50
