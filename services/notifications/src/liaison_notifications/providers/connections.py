"""HTTP/1.1 to one address over kept connections, knowing of every failure whether the request was written.

General HTTP clients do not say so; and with a kept connection that the other side has closed meanwhile it matters most.
One is used again only while it is open, was quiet, and has rested more briefly than servers wait; and where one has
been closed all the same just as a request was written, no connection of that provider is kept any more.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import cast
from urllib.parse import urlsplit

import certifi
import httptools

KEPT_SECONDS = 2.0
"""Far below what servers wait for the next request: the shortest in use wait five."""
CONNECT_SECONDS = 5.0
LARGEST_ANSWER = 1_000_000


class NotWritten(Exception):
    """No connection: the request certainly was not sent."""


class NoAnswer(Exception):
    """The request was written, or part of it, and no whole answer came."""


@dataclass
class Answer:
    """What came back; names of headers in lower case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Connections:
    """Requests to one address; as many connections as there are requests at the same time."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        """`url` without a path at its end; `headers` go with every request."""
        parts = urlsplit(url)
        self._host, self._secure = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._path = parts.path.rstrip("/")
        lines = {"host": parts.netloc.rpartition("@")[2], "accept": "application/json"} | dict(headers)
        self._head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._resting: list[_Connection] = []
        self._keeps = True

    async def request(self, method: str, path: str, body: bytes = b"", seconds: float = 8.0) -> Answer:
        """Raises NotWritten or NoAnswer; every status is an answer."""
        head = f"{method} {self._path}{path} HTTP/1.1\r\n{self._head}"
        if body:
            head += "content-type: application/json\r\n"
        if body or method == "POST":
            head += f"content-length: {len(body)}\r\n"
        connection = self._rested() or await self._opened(min(seconds, CONNECT_SECONDS))
        try:
            async with asyncio.timeout(seconds):
                answer = await connection.exchange(head.encode() + b"\r\n" + body)
        except (NoAnswer, TimeoutError) as error:
            self._keeps = self._keeps and not (connection.used and connection.lost)
            connection.close()
            raise NoAnswer from error
        except asyncio.CancelledError:
            connection.close()
            raise
        if self._keeps and connection.may_be_kept:
            connection.used, connection.since = True, asyncio.get_running_loop().time()
            self._resting.append(connection)
        else:
            connection.close()
        return answer

    async def close(self) -> None:
        while self._resting:
            self._resting.pop().close()

    def _rested(self) -> "_Connection | None":
        now = asyncio.get_running_loop().time()
        while self._resting:
            connection = self._resting.pop()
            if connection.is_open and now - connection.since < KEPT_SECONDS:
                return connection
            connection.close()
        return None

    async def _opened(self, seconds: float) -> "_Connection":
        loop = asyncio.get_running_loop()
        tls = _tls() if self._secure else None
        try:
            async with asyncio.timeout(seconds):
                _, connection = await loop.create_connection(_Connection, self._host, self._port, ssl=tls)
        except (OSError, TimeoutError) as error:  # a certificate that does not fit is an OSError, too
            raise NotWritten from error
        return connection


class _Connection(asyncio.Protocol):
    """One connection, with one exchange at a time."""

    def __init__(self) -> None:
        self.used = self.lost = False
        self.since = 0.0
        self._waiting: asyncio.Future[Answer] | None = None
        self._quiet, self._stays = True, False

    @property
    def is_open(self) -> bool:
        return not self.lost and not self._transport.is_closing() and self._quiet

    @property
    def may_be_kept(self) -> bool:
        return self.is_open and self._stays

    async def exchange(self, request: bytes) -> Answer:
        if not self.is_open:
            raise NotWritten
        self._answer, self._parser = Answer(), httptools.HttpResponseParser(self)
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._waiting
        finally:
            self._waiting = None

    def close(self) -> None:
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        if self._waiting is None or self._waiting.done():
            self._quiet = False  # nobody asked: what comes now belongs to no request of ours
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail()

    def eof_received(self) -> None:
        self._fail()

    def connection_lost(self, _: Exception | None) -> None:
        self._fail()

    def _fail(self) -> None:
        self.lost = True
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(NoAnswer())

    # httptools calls the methods below by their names.

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self._answer.body += body
        if len(self._answer.body) > LARGEST_ANSWER:
            self._fail()

    def on_message_complete(self) -> None:
        self._stays = self._parser.should_keep_alive()
        if self._waiting and not self._waiting.done() and self._answer.status >= 200:
            self._waiting.set_result(self._answer)


@cache
def _tls() -> ssl.SSLContext:
    """Checks certificates against the machine's authorities and those that browsers know."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
