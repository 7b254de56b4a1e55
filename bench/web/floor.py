"""The same pages by Starlette and hand-written SQL, with nothing between: the floor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

import psycopg
from procrastinate.contrib.django.utils import connector_params
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bench.web.rows import ROWS, SESSION_COOKIE

_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"
_PERSON = "SELECT id, name FROM accounts_person WHERE id = 1 AND is_active"


class Floor:
    """One connection, one request after the other, as one thread of the bridge has it."""

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
            await cursor.execute(_SESSION, [request.cookies[SESSION_COOKIE]])
            assert await cursor.fetchone()
            await cursor.execute(_PERSON)
            person = await cursor.fetchone()
            assert person
            await cursor.execute(ROWS)
            rows = await cursor.fetchall()
        return HTMLResponse(
            '<!doctype html><html lang="en"><head><title>Tickets</title></head><body>'
            f"<header>{escape(person[1])}</header><table>{''.join(map(_row, rows))}</table>"
        )


def _row(row: tuple[object, ...]) -> str:
    ident, subject, requester, assignee, status, priority, updated_at, preview = row
    return (
        f'<tr class="{status}"><td><a href="/tickets/{ident}/">{escape(str(subject))}</a>'
        f" {escape(str(preview))}</td><td>{escape(str(requester))}</td>"
        f"<td>{escape(str(assignee or 'Nobody'))}</td><td>{priority}</td>"
        f"<td><time>{updated_at}</time></td></tr>"
    )


async def empty(request: Request) -> Response:
    return PlainTextResponse("ok")


def floor() -> Starlette:
    site = Floor()
    return Starlette(
        routes=[Route("/empty/", empty), Route("/page/", site.page)], lifespan=site.connected
    )
