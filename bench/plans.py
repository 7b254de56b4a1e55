"""What PostgreSQL has to look at for a query, from its own account (EXPLAIN ANALYZE)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Query = tuple[str, Any]


@contextmanager
def recorded() -> Iterator[list[Query]]:
    """The statements that run inside, with their parameters."""
    queries: list[Query] = []

    def record(
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, Any],
    ) -> Any:
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield queries


def is_read(query: Query) -> bool:
    return query[0].lstrip(" (\n").upper().startswith(("SELECT", "WITH"))


def rows_visited(query: Query) -> int:
    """How many rows and index entries were touched to answer it, kept or not."""
    sql, params = query
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    return sum(_visited(node) for node in _nodes(plan[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _visited(node: dict[str, Any]) -> int:
    if "Scan" not in node["Node Type"]:
        return 0
    seen: float = node["Actual Rows"]
    seen += node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round(seen * float(node["Actual Loops"]))
