"""How common words are on this desk, counted now and then."""

from datetime import timedelta

from django.db import connection

from firstline.platform.clock import now
from firstline.platform.search.census import take_census
from firstline.platform.search.models import Census

# Counting anew changes little on a large desk, and costs seconds.
_EVERY, _EVERY_WHEN_YOUNG = timedelta(hours=20), timedelta(hours=1)
_YOUNG_DESK = 20_000


def count_words() -> None:
    """At first, every hour while the desk is young, then once a day."""
    census = Census.objects.first()
    if census is None or now() - census.taken_at >= _pause(census):
        take_census("desk_message", languages=_languages())


def _pause(census: Census) -> timedelta:
    return _EVERY if census.texts >= _YOUNG_DESK else _EVERY_WHEN_YOUNG


def _languages() -> list[str]:
    """Those of the newest messages, the commonest first; one odd mail is no language of a desk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language FROM"
            " (SELECT language FROM desk_message ORDER BY id DESC LIMIT 50000) AS newest"
            " WHERE language <> '' GROUP BY language ORDER BY count(*) DESC, language"
        )
        return [language for (language,) in cursor.fetchall()]
