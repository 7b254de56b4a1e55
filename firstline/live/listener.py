"""The one database connection of a web process that hears nudges."""

import asyncio
import json
import logging

import psycopg
from procrastinate.contrib.django.utils import connector_params

from firstline.live.hub import Hub, Nudge
from firstline.platform.kept import SHELF
from firstline.platform.nudges import CHANNEL

logger = logging.getLogger(__name__)

# A connection that went silently dead is found out after this time.
SILENCE = 15.0
LONGEST_PAUSE = 5.0


async def listen(hub: Hub) -> None:
    """Hear nudges until cancelled; after every gap, have the pages ask again.

    The first gap is the start: pages may come before the process hears.
    """
    pause = 0.1
    while True:
        try:
            async with await _connected() as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                logger.info("Hearing nudges")
                SHELF.listen()
                hub.begin_anew()
                pause = 0.1
                await _hear(connection, hub)
        except psycopg.Error as error:
            logger.warning("Cannot hear nudges, trying again: %s", str(error).strip())
        finally:
            SHELF.deafen()
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _connected() -> psycopg.AsyncConnection:
    # Django's own parameters, so that one setting says where the database is.
    parameters = {**connector_params(), "autocommit": True, "application_name": "firstline live"}
    return await psycopg.AsyncConnection.connect(**parameters)


async def _hear(connection: psycopg.AsyncConnection, hub: Hub) -> None:
    while True:
        async for notification in connection.notifies(timeout=SILENCE):
            nudge = _parsed(notification.payload)
            if nudge is not None:
                SHELF.hear(nudge.topic)
                hub.hear(nudge)
        await connection.execute("SELECT 1")


def _parsed(payload: str) -> Nudge | None:
    """The nudge; None for what somebody else shouted into our channel."""
    try:
        content = json.loads(payload)
        return Nudge(
            ident=str(content["id"]),
            topic=str(content["topic"]),
            groups=_audience(content["groups"]),
            people=_audience(content.get("people")),
        )
    except (ValueError, KeyError, TypeError):
        logger.warning("Not a nudge: %.100r", payload)
        return None


def _audience(ids: list[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)
