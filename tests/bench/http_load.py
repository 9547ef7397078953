"""Commands over HTTP at a steady pace, sent on connections that stay open, by as little code as a client can be."""

import asyncio
import json
import time

IDLE_SECONDS = 2.0  # uvicorn closes what was idle for 5 s
BODY = json.dumps({"name": "Bench"}).encode()


class Commands:
    """A pool of connections to one server; each command waits for a free one, and that wait counts."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self._address = (host, port)
        self._request = (
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
        ).encode() + BODY
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self) -> str:
        """Sends one command; returns the id of what it made. RuntimeError with what the server said instead."""
        reader, writer = await self._connection()
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        body = await reader.readexactly(int(fields[b"content-length"]))
        self._idle.append((time.monotonic(), reader, writer))
        if not head.startswith(b"HTTP/1.1 201"):
            raise RuntimeError(f"{head.splitlines()[0]!r} {body[:200]!r}")
        return str(json.loads(body)["id"])

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            since, reader, writer = self._idle.pop()
            if time.monotonic() - since < IDLE_SECONDS:
                return reader, writer
            writer.close()
        return await asyncio.open_connection(*self._address)

    async def close(self) -> None:
        for _, _, writer in self._idle:
            writer.close()


async def open_loop(commands: Commands, pace: float, seconds: float) -> dict[str, float]:
    """Starts a command every 1/pace seconds whatever became of the others; by id, when each was due."""
    due: dict[str, float] = {}

    async def one(moment: float) -> None:
        due[await commands.send()] = moment

    start = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(pace * seconds)):
            moment = start + number / pace
            await asyncio.sleep(max(0.0, moment - time.monotonic()))
            tasks.create_task(one(moment))
    return due


async def closed_loop(commands: Commands, clients: int, seconds: float) -> int:
    """So many clients that send their next command when the last is answered; returns how many were answered."""
    end = time.monotonic() + seconds

    async def client() -> int:
        answered = 0
        while time.monotonic() < end:
            await commands.send()
            answered += 1
        return answered

    return sum(await asyncio.gather(*(client() for _ in range(clients))))
