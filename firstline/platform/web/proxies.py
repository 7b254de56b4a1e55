"""Who really asked: forwarded headers count only when they come from a listed proxy (T40)."""

import ipaddress
from collections.abc import Iterable

from starlette.types import Scope

_FORWARDED = {
    b"forwarded",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-port",
    b"x-forwarded-proto",
    b"x-real-ip",
}


class TrustedProxies:
    """The addresses and networks whose forwarded headers are believed."""

    def __init__(self, networks: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(network, strict=False) for network in networks]

    def resolve(self, scope: Scope) -> None:
        """Set the true client and scheme, and drop the headers that nobody may read after this."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        forwarded = [header for header in headers if header[0] in _FORWARDED]
        if not forwarded:
            return
        scope["headers"] = [header for header in headers if header[0] not in _FORWARDED]
        address, port = scope["client"]
        if not self._trusts(address):
            return
        hops = _joined(forwarded, b"x-forwarded-for")
        scope["client"] = (self._client_behind(address, hops), port)
        scheme = _joined(forwarded, b"x-forwarded-proto").rpartition(",")[2].strip().lower()
        if scheme in {"http", "https"}:
            scope["scheme"] = scheme

    def _client_behind(self, proxy: str, hops: str) -> str:
        """The nearest hop that is not one of our proxies; any before it may be invented."""
        client = proxy
        for hop in reversed([hop.strip() for hop in hops.split(",") if hop.strip()]):
            try:
                ipaddress.ip_address(hop)
            except ValueError:
                break
            client = hop
            if not self._trusts(hop):
                break
        return client

    def _trusts(self, address: str) -> bool:
        if not self._networks:
            return False
        ip = ipaddress.ip_address(address)
        return any(ip in network for network in self._networks)


def _joined(headers: list[tuple[bytes, bytes]], name: bytes) -> str:
    return ",".join(value.decode("latin-1") for key, value in headers if key == name)
