"""Where the bench's messages end, in a process of its own: `python -m tests.bench.receivers smtp|smtp-plain|sms PORT`.

The mail server is aiosmtpd, a real one, which offers PIPELINING as most relays do, or does not (`smtp-plain`). The
gateway speaks as much of HTTP as it must, and knows each id it has had. Both keep nothing but numbers: what is measured
is the sender. `GET /count` says how many came, and how many ids.
"""

import asyncio
import json
import sys
from functools import partial
from typing import Any

import uvloop
from aiosmtpd.smtp import SMTP


class Counting:
    """aiosmtpd calls the methods below by their names."""

    def __init__(self, pipelining: bool) -> None:
        self.came, self.ids, self._pipelining = 0, set[str](), pipelining

    def add(self, message_id: str) -> None:
        self.came += 1
        self.ids.add(message_id)

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [answers[0], "250-PIPELINING", *answers[1:]] if self._pipelining else answers

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.content.partition(b"\r\n\r\n")[0]
        self.add(next(line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")).decode())
        return "250 kept"


class Gateway(asyncio.Protocol):
    """One connection."""

    def __init__(self, counting: Counting) -> None:
        self._counting, self._buffer = counting, b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            self._transport.write(self._answer(head, body))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"get /count"):
            answer, status = json.dumps([self._counting.came, len(self._counting.ids)]).encode(), b"200 OK"
        else:
            self._counting.add(json.loads(body)["id"])
            answer, status = b"{}", b"202 Accepted"
        return b"HTTP/1.1 " + status + b"\r\ncontent-length: " + str(len(answer)).encode() + b"\r\n\r\n" + answer


async def main(kind: str, port: int) -> None:
    counting, loop = Counting(pipelining=kind == "smtp"), asyncio.get_running_loop()
    # Beside the mail server, at the port behind it, the count is told.
    telling = await loop.create_server(partial(Gateway, counting), "127.0.0.1", port if kind == "sms" else port + 1)
    if kind != "sms":
        await loop.create_server(partial(SMTP, counting, hostname="localhost"), "127.0.0.1", port)
    await telling.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2])))
