"""The rows of the list by hand-written SQL and Starlette, with nothing between: the floor.

python -m bench.pages.floor PORT
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from html import escape
from typing import Any

import django
import psycopg
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server
from procrastinate.contrib.django.utils import connector_params
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from firstline.platform.processes.lineage import die_with_parent
from firstline.platform.web.server import cores

_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"
_AGENT = """
    SELECT person.id, person.name FROM accounts_person AS person
      JOIN team_agent AS agent ON agent.person_id = person.id
     WHERE person.is_active ORDER BY person.id LIMIT 1
"""
_TICKETS = """
    SELECT ticket.id, ticket.subject, ticket.status, ticket.priority, ticket.tags, ticket.preview,
           ticket.updated_at, ticket.waiting_since, ticket.requester_id, ticket.assignee_id,
           reading.number IS NULL OR reading.number < ticket.message_count
      FROM desk_ticket AS ticket
      LEFT JOIN desk_ticketreading AS reading
        ON reading.ticket_id = ticket.id AND reading.agent_id = %s
     WHERE ticket.removed_at IS NULL AND ticket.merged_into_id IS NULL AND NOT ticket.is_snoozed
       AND ticket.status IN ('new', 'open', 'pending', 'hold')
     ORDER BY ticket.updated_at DESC, ticket.id DESC LIMIT 51
"""
_NAMES = "SELECT id, name FROM accounts_person WHERE id = ANY(%s)"


class Floor:
    """One connection, one request after the other, as one thread of the desk has it."""

    def __init__(self) -> None:
        self._connection: psycopg.AsyncConnection | None = None

    @asynccontextmanager
    async def connected(self, _: Starlette) -> AsyncIterator[None]:
        async with await psycopg.AsyncConnection.connect(
            **connector_params(), autocommit=True
        ) as self._connection:
            yield

    async def page(self, request: Request) -> Response:
        assert self._connection is not None
        async with self._connection.cursor() as cursor:
            await cursor.execute(_SESSION, [request.cookies["session"]])
            assert await cursor.fetchone()
            await cursor.execute(_AGENT)
            agent = await cursor.fetchone()
            assert agent
            await cursor.execute(_TICKETS, [agent[0]])
            rows = await cursor.fetchall()
            people = {ident for row in rows for ident in row[8:10] if ident is not None}
            await cursor.execute(_NAMES, [list(people)])
            names: dict[int, str] = dict(await cursor.fetchall())
        return HTMLResponse(
            '<!doctype html><html lang="en"><head><title>Tickets</title></head><body>'
            f"<header>{escape(agent[1])}</header>"
            f"<ul>{''.join(_row(row, names) for row in rows[:50])}</ul>"
        )


def _row(row: tuple[Any, ...], names: dict[int, str]) -> str:
    ident, subject, status, priority, tags, preview, updated_at, waiting_since = row[:8]
    requester_id, assignee_id, is_unread = row[8:]
    shown = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags[:2])
    return (
        f'<li class="{status} {priority}{" unread" if is_unread else ""}">'
        f'<a href="/tickets/{ident}/?view=unsolved">{escape(names[requester_id])}'
        f"<time>{waiting_since or updated_at}</time>{escape(subject)}"
        f"{escape(names.get(assignee_id, ''))}{escape(preview)}{shown}</a></li>"
    )


async def _well(request: Request) -> Response:
    return PlainTextResponse("ok")


def _load(parent: int) -> Starlette:
    die_with_parent(parent=parent)
    site = Floor()
    return Starlette(
        routes=[Route("/healthz", _well), Route("/page/", site.page)], lifespan=site.connected
    )


def serve(port: int) -> None:
    server = Server(
        "floor",
        port=port,
        interface=Interfaces.ASGI,
        workers=cores(),
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


if __name__ == "__main__":
    django.setup()
    serve(int(sys.argv[1]))
