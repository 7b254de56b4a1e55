"""The one way out to addresses that somebody else chose: pictures in mail, webhooks, imports (T35).

A name is resolved once and the connection goes to that very address, so a second answer of the
name server cannot lead inside. Only global unicast addresses and the ports of the web are reached,
redirects are not followed, no cookie or credential is sent, and time and size have an end.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from firstline.platform.errors import TransportError

PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 2048
_PIECE = 65536
# Networks inside which an IPv4 address travels; what counts is the address it stands for.
_PROTOCOL_ASSIGNMENTS = ipaddress.ip_network("192.0.0.0/24")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Fetched:
    status: int
    content_type: str
    content: bytes


def fetch(url: str, *, largest: int, seconds: float, accept: str = "*/*") -> Fetched:
    """GET one address. Raises `TransportError` for whatever is not a complete answer."""
    asked = _Request("GET", {"Accept": accept})
    return _talk(url, asked, largest=largest, seconds=seconds)


def post(
    url: str, *, content: bytes, headers: Mapping[str, str], largest: int, seconds: float
) -> Fetched:
    """POST to one address, with the same care; a redirect is an answer here, too."""
    return _talk(url, _Request("POST", headers, content), largest=largest, seconds=seconds)


@dataclass(frozen=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    content: bytes | None = None


def _talk(url: str, asked: _Request, *, largest: int, seconds: float) -> Fetched:
    parts = _checked(url)
    address = _resolve(parts)
    connection = _connection(parts, address, seconds)
    # A server that sends a byte now and then would outlast any timeout of a single read.
    is_over = threading.Event()
    end = threading.Timer(seconds, _hang_up, [connection, is_over])
    end.start()
    try:
        fetched = _ask(connection, _path(parts), asked, largest)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise TransportError(
            f"{parts.hostname} did not answer: {type(error).__name__}", permanent=False
        ) from error
    finally:
        end.cancel()
        connection.close()
    if is_over.is_set():
        raise TransportError(f"{parts.hostname} took too long", permanent=False)
    return fetched


def is_reachable(address: str) -> bool:
    """Whether a numeric address is a global unicast one, in whatever disguise."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _behind_nat64(ip)
        if inner is not None:
            return is_reachable(str(inner))
        if ip.teredo is not None:
            return False
    if ip in _PROTOCOL_ASSIGNMENTS:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise TransportError("not an address", permanent=True) from error
    if len(url) > LONGEST_ADDRESS or not url.isprintable() or any(c.isspace() for c in url):
        raise TransportError("not an address", permanent=True)
    if parts.scheme not in PORTS or not parts.hostname:
        raise TransportError("only http and https are fetched", permanent=True)
    if parts.username is not None or parts.password is not None:
        raise TransportError("an address with a password in it is not fetched", permanent=True)
    if port is not None and port not in PORTS.values():
        raise TransportError("only the ports 80 and 443 are reached", permanent=True)
    return parts


def _resolve(parts: SplitResult) -> str:
    """One numeric address of the host; refused when any of its addresses is not a public one."""
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransportError(f"{parts.hostname} is not known", permanent=False) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(is_reachable, addresses)):
        raise TransportError(f"{parts.hostname} is not on the public internet", permanent=True)
    return addresses[0]


def _connection(parts: SplitResult, address: str, seconds: float) -> "_Pinned":
    assert parts.hostname is not None, "checked before"
    if parts.scheme == "https":
        return _PinnedHTTPS(parts.hostname, _port(parts), address, seconds)
    return _Pinned(parts.hostname, _port(parts), address, seconds)


class _Pinned(http.client.HTTPConnection):
    """Speaks to the host by name, connected to the address that was checked."""

    def __init__(self, host: str, port: int, address: str, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = address
        # http.client forgets its socket once it knows that the answer ends with the connection.
        self.line: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.line = socket.create_connection((self._address, self.port), self.timeout)

    def hang_up(self) -> None:
        """End what is under way, from another thread: a close would not end a blocked read."""
        if self.line is not None:
            with contextlib.suppress(OSError):
                # Past TLS, whose own farewell could block too.
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)


class _PinnedHTTPS(_Pinned):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        secured = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = self.line = secured
        secured.do_handshake()


def _hang_up(connection: _Pinned, is_over: threading.Event) -> None:
    is_over.set()
    connection.hang_up()


def _ask(
    connection: http.client.HTTPConnection, path: str, asked: _Request, largest: int
) -> Fetched:
    headers = {**asked.headers, "User-Agent": "Firstline"}
    connection.request(asked.method, path, body=asked.content, headers=headers)
    with connection.getresponse() as response:
        content = _read(response, largest)
        return Fetched(response.status, response.headers.get_content_type(), content)


def _read(response: http.client.HTTPResponse, largest: int) -> bytes:
    content = bytearray()
    while piece := response.read(_PIECE):
        content += piece
        if len(content) > largest:
            raise TransportError("the answer is too large", permanent=True)
    return bytes(content)


def _path(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _behind_nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
