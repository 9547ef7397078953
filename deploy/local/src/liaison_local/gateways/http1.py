"""HTTP/1.1 as a server that may cut, wait or lie: what frameworks for honest servers do not let one do."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any

import httptools

from liaison_local.gateways.listener import Listener


@dataclass
class Request:
    """One request; names of headers in lower case."""

    method: str = ""
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What is answered; `cut` says nothing and cuts the connection."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True)
class Later:
    """What is done after so many seconds, the connection staying open meanwhile."""

    seconds: float
    then: "Callable[[], Reply | Later]"


Handler = Callable[[Request], Reply | Later]


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, handle: Handler, listener: Listener) -> None:
        self._handle, self._listener = handle, listener
        self._begin()

    def _begin(self) -> None:
        self._request, self._parser = Request(), httptools.HttpRequestParser(self)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._listener.opened(transport)

    def connection_lost(self, _: Exception | None) -> None:
        self._listener.closed(self._transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._transport.abort()

    # httptools calls the methods below by their names.

    def on_url(self, url: bytes) -> None:
        self._request.path = httptools.parse_url(url).path.decode()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._request.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._request.body += body

    def on_message_complete(self) -> None:
        request = self._request
        request.method = self._parser.get_method().decode()
        stays = self._parser.should_keep_alive()
        self._begin()
        self._answer(self._handle(request), stays=stays)

    def _answer(self, reply: Reply | Later, *, stays: bool) -> None:
        if self._transport.is_closing():
            # Whoever asked is gone; what was to happen happens all the same.
            while isinstance(reply, Later):
                reply = reply.then()
            return
        if isinstance(reply, Later):
            later = partial(self._answer_later, reply, stays=stays)
            asyncio.get_running_loop().call_later(reply.seconds, later)
        elif reply.cut:
            self._transport.abort()
        else:
            lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}", f"content-length: {len(reply.body)}"]
            lines += [f"{name}: {value}" for name, value in reply.headers.items()]
            self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + reply.body)
            if not stays:
                self._transport.close()

    def _answer_later(self, later: Later, *, stays: bool) -> None:
        self._answer(later.then(), stays=stays)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "X"
