"""Nudges: "something about this changed", told to every open page once the transaction commits.

A nudge carries no content. The page asks again, through the view that checks permission.
"""

import json
from collections.abc import Collection

from django.db import connection

CHANNEL = "firstline"
# PostgreSQL refuses a notification of 8000 bytes.
_MOST_PEOPLE = 300

# The transaction's id lets every web process number the same stream alike, because PostgreSQL
# hands notifications to all its listeners in the order of the commits.
_NOTIFY = """
    SELECT pg_notify(%s, jsonb_build_object(
        'id', pg_current_xact_id()::text, 'topic', %s::text, 'groups', %s::jsonb,
        'people', %s::jsonb)::text)
"""


def nudge(
    topic: str,
    ident: int | str | None = None,
    groups: Collection[int] | None = None,
    people: Collection[int] | None = None,
) -> None:
    """Tell the pages that show `topic:ident`, or `topic`; nothing is told after a roll-back.

    `groups` are the agent groups it belongs to: only agents who may see one of them hear of it,
    and admins. None tells every agent. `people` are the only ones who hear of it at all.
    """
    name = topic if ident is None else f"{topic}:{ident}"
    audience = None if groups is None else json.dumps(sorted(groups))
    with connection.cursor() as cursor:
        for alone in _parts(people):
            cursor.execute(_NOTIFY, [CHANNEL, name, audience, alone])


def _parts(people: Collection[int] | None) -> list[str | None]:
    """The people, as JSON, in as many notifications as they need; one where nobody is named."""
    if people is None:
        return [None]
    known = sorted(people)
    starts = range(0, len(known), _MOST_PEOPLE)
    return [json.dumps(known[start : start + _MOST_PEOPLE]) for start in starts]
