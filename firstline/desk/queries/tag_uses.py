"""Which tags there are and how often, from sums kept by the database."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection

from firstline.desk.models import Ticket
from firstline.team.models import Agent
from firstline.team.rights import Sees

PAGE = 100
_USES = """
SELECT name, sum(tickets)::bigint AS uses FROM (
    SELECT name, group_id, tickets FROM desk_taguse WHERE {said}
    UNION ALL
    SELECT name, group_id, change FROM desk_tagusechange WHERE {said}
) AS counted
WHERE NOT group_id = ANY(%(hidden)s)
GROUP BY name HAVING sum(tickets) > 0 AND (%(uses)s::bigint IS NULL
    OR (-sum(tickets), name) > (-%(uses)s::bigint, %(name)s))
ORDER BY uses DESC, name LIMIT %(most)s
"""
# Whose role shows only some tickets: what these are tagged with, counted as they stand.
_MOST_LOOKED_AT = 2_000
_SAID = r"(name LIKE %(begins)s OR name LIKE %(within)s)"


@dataclass(frozen=True)
class TagCount:
    name: str
    uses: int


def tag_uses(
    agent: Agent, *, query: str = "", after: TagCount | None = None, most: int = PAGE
) -> list[TagCount]:
    """The most used first, as far as the reader may see the tickets; words match by beginning."""
    text = query.lower().replace("\x00", "").replace(" ", "_")[:64]
    if agent.sees != Sees.ALL:
        return _uses_within_sight(agent, text, after=after)[:most]
    literal = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    arguments: dict[str, Any] = {
        "begins": f"{literal}%",
        "within": rf"%\_{literal}%",
        "hidden": agent.hidden_group_ids,
        "uses": after.uses if after else None,
        "name": after.name if after else "",
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_USES.format(said=_SAID if text else "true"), arguments)
        return [TagCount(name, uses) for name, uses in cursor.fetchall()]


def _uses_within_sight(agent: Agent, text: str, *, after: TagCount | None) -> list[TagCount]:
    """The sums know nothing of roles that show only some tickets, so the latest are counted."""
    tagged = Ticket.objects.visible_to(agent).exclude(tags=[]).order_by("-updated_at", "-pk")
    counted = Counter(
        tag
        for tags in tagged.values_list("tags", flat=True)[:_MOST_LOOKED_AT]
        for tag in tags
        if tag.startswith(text) or f"_{text}" in tag
    )
    ranked = sorted((-uses, name) for name, uses in counted.items())
    last = (-after.uses, after.name) if after else None
    return [TagCount(name, -uses) for uses, name in ranked if last is None or (uses, name) > last]
