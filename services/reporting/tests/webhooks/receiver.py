"""A receiver of webhooks, as another system would run one, or as somebody hostile would."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from standardwebhooks import Webhook

OK = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


def status(number: int, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {number} X", *headers, "Content-Length: 0", "Connection: close", "", ""]
    return "\r\n".join(lines).encode()


@dataclass
class Request:
    """What came: the line, the headers by their small names, the body."""

    line: str
    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> object:
        """By the official library; raises if the signature does not fit."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """Answers each request by `answer`; `hold`: answers nothing while it is set."""

    answer: Callable[[Request], bytes] = lambda _: OK
    hold: asyncio.Event | None = None
    requests: list[Request] = field(default_factory=list)
    written: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?of=us"

    @property
    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
            request = Request(line, headers, await reader.readexactly(int(headers.get("content-length", 0))))
            self.requests.append(request)
            if self.hold is not None:
                await self.hold.wait()
            said = self.answer(request)
            for place in range(0, len(said), 65536):
                writer.write(said[place : place + 65536])
                await writer.drain()
                self.written += len(said[place : place + 65536])
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # whoever asked is gone, or the test is over
        finally:
            writer.close()


@asynccontextmanager
async def receiving(receiver: Receiver | None = None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    receiver = receiver or Receiver()
    server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        if receiver.hold is not None:
            receiver.hold.set()
        server.close()
