"""Reading a request's body before it gets a thread: a slow upload costs a file, not a thread."""

import asyncio
import io
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from starlette.types import Receive, Scope

# A larger body goes to the disk.
SPOOL_SIZE = 512 * 1024
# How long a client may be silent in the middle of its upload.
PATIENCE = 30.0


class BodyTooLarge(Exception):
    """More bytes were announced or sent than are accepted."""


class BodyTooSlow(Exception):
    """The client stopped sending in the middle."""


class ClientGone(Exception):
    """The client closed the connection."""


async def read_body(scope: Scope, receive: Receive, *, limit: int) -> tuple[IO[bytes], int | None]:
    """The body, at its start, and its length; the caller closes it."""
    announced = _announced_length(scope)
    if announced == 0:
        return io.BytesIO(), None
    if announced is not None and announced > limit:
        raise BodyTooLarge
    body = cast("IO[bytes]", SpooledTemporaryFile(max_size=SPOOL_SIZE))  # noqa: SIM115 - the caller closes it
    try:
        length = await _copy(receive, body, limit)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, length


async def _copy(receive: Receive, body: IO[bytes], limit: int) -> int:
    length = 0
    more = True
    while more:
        try:
            async with asyncio.timeout(PATIENCE):
                message = await receive()
        except TimeoutError as error:
            raise BodyTooSlow from error
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        length += len(chunk)
        if length > limit:
            raise BodyTooLarge
        # Short writes into the page cache; a thread for each would cost more than they do.
        body.write(chunk)
        more = message.get("more_body", False)
    return length


def _announced_length(scope: Scope) -> int | None:
    """What Content-Length says, 0 where there is no body, None for a chunked one."""
    length = 0
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            length = int(value)
    return length
