"""A gateway's address: where it listens, every connection to it, and how it dies and comes back."""

import asyncio
from collections.abc import Callable
from typing import Any

from liaison_local.ports import HOST


class Listener:
    """`make` gives the protocol of one connection, which tells `opened` and `closed` of itself."""

    def __init__(self, make: Callable[["Listener"], asyncio.BaseProtocol], port: int, host: str = HOST) -> None:
        self.port, self._host, self._make = port, host, make
        self._server: asyncio.Server | None = None
        self._open: set[Any] = set()

    async def up(self) -> None:
        """From here on it takes connections; does nothing where it does already."""
        if self._server is None:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(lambda: self._make(self), self._host, self.port, backlog=1000)
            self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Nobody gets a connection any more, and those that there were are cut."""
        server, self._server = self._server, None
        if server:
            server.close()
        self.cut()

    def cut(self) -> None:
        for transport in list(self._open):
            transport.abort()

    def opened(self, transport: Any) -> None:
        self._open.add(transport)

    def closed(self, transport: Any) -> None:
        self._open.discard(transport)
