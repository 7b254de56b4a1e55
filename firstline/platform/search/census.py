"""Counting how common words are, so that a search knows beforehand what it is in for.

A sample is counted, of the same size however many texts there are: what it does not show is rare.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from firstline.platform.clock import now
from firstline.platform.search.models import Census
from firstline.platform.search.words import LONGEST_BEGINNING

SAMPLE = 50_000
# In so many texts of the sample at least, or it is not kept.
_WORDS_FROM, _BEGINNINGS_FROM = 3, 40
_LONGEST_WORD = 60


@transaction.atomic
def take_census(table: str, *, languages: Sequence[str]) -> Census:
    """Count the words of a table's `search` vectors anew."""
    with connection.cursor() as cursor:
        # What is being searched meanwhile goes on reading the old shares.
        cursor.execute("DELETE FROM search_wordshare")
        cursor.execute(f"SELECT count(*) FROM (SELECT FROM {table} LIMIT {SAMPLE}) AS sample")  # noqa: S608 - our table
        (texts,) = cursor.fetchone()
        part = _part_sampled(table)
        cursor.execute(
            "CREATE TEMPORARY TABLE counted_words ON COMMIT DROP AS"
            " SELECT word, ndoc FROM ts_stat(%s) WHERE length(word) <= %s",
            [
                f"SELECT search FROM {table} TABLESAMPLE SYSTEM ({part}) LIMIT {SAMPLE}",  # noqa: S608 - ours
                _LONGEST_WORD,
            ],
        )
        texts = max(texts, 1)
        cursor.execute(
            "INSERT INTO search_wordshare (word, is_beginning, share)"
            " SELECT word, false, ndoc / %s::float FROM counted_words WHERE ndoc >= %s",
            [texts, _WORDS_FROM],
        )
        cursor.execute(
            "INSERT INTO search_wordshare (word, is_beginning, share)"
            " SELECT left(word, places), true, least(sum(ndoc) / %s::float, 1)"
            " FROM counted_words, generate_series(1, %s) AS places WHERE length(word) >= places"
            " GROUP BY left(word, places) HAVING sum(ndoc) >= %s",
            [texts, LONGEST_BEGINNING, _BEGINNINGS_FROM],
        )
        cursor.execute("DROP TABLE counted_words")
    return Census.objects.update_or_create(
        pk=1, defaults={"taken_at": now(), "texts": texts, "languages": list(languages)}
    )[0]


def _part_sampled(table: str) -> float:
    """The percentage of the table that makes up a sample, a little more than less."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = %s::regclass", [table]
        )
        (rows,) = cursor.fetchone()
    return 100.0 if rows < 2 * SAMPLE else round(120.0 * SAMPLE / rows, 6)
