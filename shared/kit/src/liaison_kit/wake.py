"""The bell: tells the relays that a shard has something to send, without making any commit wait for it.

NOTIFY takes a lock of the whole server at commit. So it is never part of a command's own transaction: the bell rings
after the commit, from a connection of its own, at most once in 2 ms. A ring that is lost costs a relay one poll.
"""

import asyncio
from collections.abc import Callable, Iterable

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

log = structlog.get_logger()

CHANNEL = "liaison_outbox"
THROTTLE_SECONDS = 0.002

Hearer = Callable[[int], bool]
"""Is told a shard, and says whether it will see to it itself."""


class Bell:
    """One per database and process. A relay in the same process hears it at once, those elsewhere by NOTIFY."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
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
                async with self._engine.connect() as connection:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                    payload = {"channel": CHANNEL, "shards": ",".join(map(str, sorted(shards)))}
                    await connection.execute(text("select pg_notify(:channel, :shards)"), payload)
            except (OSError, SQLAlchemyError) as error:
                log.warning("bell.silent", error=type(error).__name__)
                return
            await asyncio.sleep(THROTTLE_SECONDS)

    async def stop(self) -> None:
        """Lets the last ring go out, a second at most."""
        if self._telling is not None:
            await asyncio.wait([self._telling], timeout=1)
            self._telling.cancel()
