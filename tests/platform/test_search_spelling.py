"""Misspelt names, and that the database folds and spells as Python does."""

import pytest
from django.db import connection

from firstline.platform.search.spelling import distance, folded, spellings, words_of

NAMES = [
    "Müller", "Petrović", "Søren Ærø", "Łukasz Żółć", "Straße", "Œuvre", "Þór", "Đặng", "김민수",
    "Ñandú", "dana.fischer@acme.example", "O'Neill-Smith", "İbrahim", "",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_the_database_folds_and_spells_alike(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT firstline_folded(%s), firstline_spellings(%s)", [name, name])
        its_folded, its_spellings = cursor.fetchone()
    assert its_folded == folded(name)
    assert set(its_spellings) == {one for word in words_of(name) for one in spellings(word)}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("fischer", "fischer", 0),
        ("fischer", "fisher", 1),
        ("fischer", "fiscehr", 1),
        ("fischer", "fishcer", 1),
        ("fischer", "vischar", 2),
        ("katherine", "kathrin", 2),
        ("fischer", "lindqvist", 4),
        ("", "abc", 3),
    ],
)
def test_distance_counts_slips(one: str, other: str, expected: int) -> None:
    assert distance(one, other) == distance(other, one) == expected
