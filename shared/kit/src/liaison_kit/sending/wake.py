"""The bell: tells the relays that a shard has something to send, without making any commit wait for it.

NOTIFY takes a lock of the whole server at commit. So it is never part of a command's own transaction: the bell rings
after the commit, from a connection of its own, at most once in 2 ms. A ring that is lost costs a relay one poll.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

CHANNEL = "liaison_outbox"
THROTTLE_SECONDS = 0.002
TELL_SECONDS = 5

Hearer = Callable[[int], bool]
"""Is told a shard, and says whether it will see to it itself."""


class Bell:
    """One per database and process. A relay in the same process hears it at once, those elsewhere by NOTIFY."""

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[Any]]) -> None:
        """`connect` opens a connection of asyncpg's own, which is kept."""
        self._connect = connect
        self._open = AsyncExitStack()
        self._connection: Any = None
        self._untold: set[int] = set()
        self._telling: asyncio.Task[None] | None = None
        self.hearers: list[Hearer] = []

    def ring(self, shards: Iterable[int]) -> None:
        """Says that these shards have new records; returns at once."""
        self._untold |= {shard for shard in shards if not any(hearer(shard) for hearer in self.hearers)}
        if self._untold and (self._telling is None or self._telling.done()):
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self._untold:
            shards, self._untold = self._untold, set()
            try:
                if self._connection is None or self._connection.is_closed():
                    await self._open.aclose()
                    self._connection = await self._open.enter_async_context(self._connect())
                told = ",".join(map(str, sorted(shards)))
                await self._connection.fetchval("select pg_notify($1, $2)", CHANNEL, told, timeout=TELL_SECONDS)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError) as error:
                log.warning("bell.silent", error=type(error).__name__)
                return
            await asyncio.sleep(THROTTLE_SECONDS)

    async def stop(self) -> None:
        """Lets the last ring go out, a second at most."""
        if self._telling is not None:
            await asyncio.wait([self._telling], timeout=1)
            self._telling.cancel()
        await self._open.aclose()
