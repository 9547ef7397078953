"""A link between two processes that can be cut, held one way, broken in the middle of a frame, or made slow."""

import asyncio
import contextlib
import random
import socket
import struct

from liaison_local.ports import HOST

CHUNK = 64 * 1024
DELAY_SECONDS = 0.2
STALL_SECONDS = 2.0
STALL_EVERY = 20
ABORT = struct.pack("ii", 1, 0)


class Proxy:
    """Listens on `port` and passes everything on to `target`, unless told otherwise. Directions: "up", "down"."""

    def __init__(self, port: int, target: int, rng: random.Random) -> None:
        self.port, self._target, self._rng = port, target, rng
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = {"up": asyncio.Event(), "down": asyncio.Event()}
        self.heal()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, HOST, self.port)

    async def stop(self) -> None:
        self.heal()
        self._refuses = True
        self._drop_all()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def heal(self) -> None:
        self._refuses = self._slow = self._breaks = False
        for flow in self._flows.values():
            flow.set()

    def cut(self) -> None:
        """Every connection ends, and no new one is let in."""
        self._refuses = True
        self._drop_all()

    def hold(self, direction: str) -> None:
        """One way nothing arrives any more; it is not lost but late, as TCP has it."""
        self._flows[direction].clear()

    def break_frames(self) -> None:
        """Half of what comes next is passed on, then the connection is reset; so also those that follow."""
        self._breaks = True

    def slow_down(self) -> None:
        self._slow = True

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        far: asyncio.StreamWriter | None = None
        try:
            if self._refuses:
                return
            far_reader, far = await asyncio.open_connection(HOST, self._target)
            self._writers.add(far)
            pumps = [
                asyncio.create_task(self._pump(reader, far, "up")),
                asyncio.create_task(self._pump(far_reader, writer, "down")),
            ]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
        except OSError:
            pass
        finally:
            for one in filter(None, (writer, far)):
                self._writers.discard(one)
                one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: str) -> None:
        chunks = 0
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                chunks += 1
                await self._flows[direction].wait()
                if self._slow:
                    stalls = chunks % STALL_EVERY == 0
                    await asyncio.sleep(STALL_SECONDS if stalls else self._rng.uniform(0, DELAY_SECONDS))
                if self._breaks and len(data) > 1:
                    writer.write(data[: len(data) // 2])
                    await writer.drain()
                    _reset(writer)
                    return
                writer.write(data)
                await writer.drain()

    def _drop_all(self) -> None:
        for writer in list(self._writers):
            _reset(writer)


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN: the other side learns that something broke."""
    sock = writer.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    writer.transport.abort()
