"""Fetch web pages safely (SSRF protection); the only file that makes HTTP requests to other hosts."""

import socket
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from threading import Timer
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from kms.core import urls
from kms.core.charsets import decode
from kms.core.errors import KmsError
from kms.core.fetch_guard import Address, FetchGuard
from kms.core.text import N_

MAX_REDIRECTS = 5
CONNECT_SECONDS = 2.0
_CHUNK = 16_384
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "kms (+link preview)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "close",
}

Resolver = Callable[[str, int], Sequence[str]]
Connector = Callable[[str, int, float], socket.socket]


class FetchFailed(KmsError):
    """The page could not be fetched; the message is always the same, so that it reveals nothing about our network."""

    status = 502

    def __init__(self) -> None:
        super().__init__(N_("This address could not be fetched."))


class FetchRefused(FetchFailed):
    """The address, or one it redirected to, may not be fetched; no packet was sent to it."""


@dataclass(frozen=True)
class FetchedPage:
    """A response, at most `max_bytes` after decompression; `url` is where the redirects ended."""

    url: str
    status: int
    content_type: str
    body: bytes

    def text(self) -> str:
        """The body as text, decoded with the declared character set if it fits."""
        return decode(self.body, self.content_type)


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    addresses: Sequence[Address]

    @property
    def host_header(self) -> str:
        default = {"http": 80, "https": 443}[self.scheme]
        return self.host if self.port == default else f"{self.host}:{self.port}"


def resolve(host: str, port: int) -> list[str]:
    """Return every address of a host, as resolved by the system."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Open a plain connection to an address that has been checked."""
    return socket.create_connection((address, port), timeout=seconds)


class Fetcher:
    """Fetches public web pages, and intranet pages allowed by `allow`.

    `allow` holds `*.firma.local`, `intranet.firma.local`, `10.1.0.0/16`, each optionally with `:port`. Loopback,
    link-local and cloud metadata addresses are refused even if listed. `resolver`, `connector` and `clock` are for
    tests; address checks never depend on them.
    """

    def __init__(
        self,
        allow: Sequence[str] = (),
        resolver: Resolver = resolve,
        connector: Connector = connect,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._guard = FetchGuard(allow)
        self._resolver = resolver
        self._connector = connector
        self._clock = clock

    def get(self, url: str, *, max_bytes: int = 2_000_000, seconds: float = 10) -> FetchedPage:
        """Fetch `url`, following up to five redirects, each checked again. Raises FetchRefused or FetchFailed."""
        deadline = self._clock() + seconds
        for _ in range(MAX_REDIRECTS + 1):
            target = self._target(url)
            try:
                page, onward = self._exchange(url, target, max_bytes, deadline)
            except (OSError, HTTPError, HTTPException, ValueError, zlib.error) as error:
                raise FetchFailed from error
            if onward is None:
                return page
            url = onward
        raise FetchFailed

    def _target(self, url: str) -> _Target:
        """Resolve the host once and return where to connect; one disallowed address refuses them all."""
        parts = urls.split(url)
        if parts is None or parts.scheme not in ("http", "https") or parts.user is not None or not _is_plain(url):
            raise FetchRefused
        host = urls.ascii_host(parts.host)
        port = int(parts.port or (443 if parts.scheme == "https" else 80))
        try:
            addresses = self._guard.checked(host, port, self._resolver(host, port))
        except Exception as error:
            raise FetchRefused from error
        if not addresses:
            raise FetchRefused
        path = urls.escape((parts.path or "/") + parts.query)
        return _Target(parts.scheme, host, port, path, addresses)

    def _exchange(self, url: str, target: _Target, limit: int, deadline: float) -> tuple[FetchedPage, str | None]:
        with self._connection(target, deadline) as connection:
            connection.request(
                "GET", target.path, headers={**_HEADERS, "Host": target.host_header}, preload_content=False
            )
            response = connection.getresponse()
            content_type = response.headers.get("Content-Type", "")
            location = response.headers.get("Location")
            if response.status in _REDIRECTS and location:
                return FetchedPage(url, response.status, content_type, b""), urljoin(url, location)
            body = self._read(response, limit, deadline)
            return FetchedPage(url, response.status, content_type, body), None

    @contextmanager
    def _connection(self, target: _Target, deadline: float) -> Iterator[HTTPConnection]:
        """A connection that is closed at the deadline, even if data is still trickling in."""
        connection = self._dialled(target, deadline)
        sock = connection.sock
        timer = Timer(max(0.0, deadline - self._clock()), _tear_down, [sock])
        timer.daemon = True
        timer.start()
        try:
            if sock is not None:
                sock.settimeout(max(0.01, deadline - self._clock()))
            yield connection
        finally:
            timer.cancel()
            connection.close()

    def _dialled(self, target: _Target, deadline: float) -> HTTPConnection:
        problem: Exception = TimeoutError()
        for address in target.addresses[:3]:
            seconds = min(CONNECT_SECONDS, deadline - self._clock())
            if seconds <= 0:
                break
            connection = self._connection_to(target, str(address), seconds)
            try:
                connection.connect()
                return connection
            except (OSError, HTTPError) as error:
                connection.close()
                problem = error
        raise problem

    def _connection_to(self, target: _Target, address: str, seconds: float) -> HTTPConnection:
        if target.scheme == "http":
            plain = _Plain(address, target.port, timeout=seconds)
            plain.connector = self._connector
            return plain
        name = target.host.strip("[]")
        tls = _Tls(address, target.port, timeout=seconds, server_hostname=name, assert_hostname=name)
        tls.connector = self._connector
        return tls

    def _read(self, response: BaseHTTPResponse, limit: int, deadline: float) -> bytes:
        """Read at most `limit` bytes after decompression; longer bodies are truncated, slow ones fail."""
        body = bytearray()
        while len(body) < limit:
            if self._clock() >= deadline:
                raise TimeoutError
            chunk = response.read1(min(_CHUNK, limit - len(body)), decode_content=True)
            if not chunk:
                break
            body += chunk
        if self._clock() >= deadline:
            raise TimeoutError
        return bytes(body[:limit])


class _Plain(HTTPConnection):
    connector: Connector

    def _new_conn(self) -> socket.socket:
        return self.connector(self.host, self.port or 80, CONNECT_SECONDS)


class _Tls(HTTPSConnection):
    connector: Connector

    def _new_conn(self) -> socket.socket:
        return self.connector(self.host, self.port or 443, CONNECT_SECONDS)


def _is_plain(url: str) -> bool:
    """Whether the URL has no space, control character or backslash that two parsers could interpret differently."""
    return len(url) <= urls.MAX_LENGTH and "\\" not in url and not any(c <= " " or c == "\x7f" for c in url)


def _tear_down(sock: socket.socket | None) -> None:
    try:
        if sock is not None:
            sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
