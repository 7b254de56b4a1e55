"""Addresses to listen on, as seen from the process that starts those who listen."""

import http.client
import socket
import time
from dataclasses import dataclass

from firstline.config.cli.refusals import Refusal

# The parts of a Firstline that was killed a moment ago need a little to let go.
_PATIENCE = 3.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def refuse_if_taken(address: Address, *, option: str) -> None:
    """Said once and early, rather than by each part in turn."""
    end = time.monotonic() + _PATIENCE
    while (problem := _problem(address)) is not None:
        if time.monotonic() > end:
            raise Refusal(f"{address} cannot be used ({problem}): choose another with {option}.")
        time.sleep(0.1)


def is_healthy(address: Address) -> bool:
    """Whether all parts are up, by their own account."""
    connection = http.client.HTTPConnection(
        _EVERYWHERE.get(address.host, address.host), address.port, timeout=1
    )
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _problem(address: Address) -> str | None:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return None
