"""Passes a connection on to a server inside this process that knows no way of cutting one."""

import asyncio
from typing import Any

from liaison_local.gateways.listener import Listener


class Relay(asyncio.Protocol):
    """One connection from outside."""

    def __init__(self, listener: Listener, host: str, port: int) -> None:
        self._listener, self._target = listener, (host, port)
        self._far: Any = None
        self._waiting = b""

    def connection_made(self, transport: Any) -> None:
        self._near = transport
        self._listener.opened(transport)
        self._connecting = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            self._far, _ = await loop.create_connection(lambda: _Far(self._near), *self._target)
        except OSError:
            self._near.abort()
            return
        if self._near.is_closing():
            self._far.abort()
        elif self._waiting:
            self._far.write(self._waiting)

    def data_received(self, data: bytes) -> None:
        if self._far:
            self._far.write(data)
        else:
            self._waiting += data

    def connection_lost(self, _: Exception | None) -> None:
        self._listener.closed(self._near)
        if self._far:
            self._far.abort()


class _Far(asyncio.Protocol):
    """The server's side of it."""

    def __init__(self, near: Any) -> None:
        self._near = near

    def data_received(self, data: bytes) -> None:
        self._near.write(data)

    def connection_lost(self, _: Exception | None) -> None:
        self._near.abort()
