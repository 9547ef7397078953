"""Waiting for what comes next in the feed: however many wait in a process, one of them all looks, and briefly.

Nobody who waits holds a connection to the database.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from liaison_kit.database import Database
from sqlalchemy import func, select

from liaison_reporting.model.feed.log import FeedRecord

PAUSE_SECONDS = 0.2
MOST_WAITING = 1000
"""In one process; whoever comes beyond is answered at once, and asks again."""


@dataclass(eq=False)
class _Waiter:
    position: int
    topics: Sequence[str]
    found: asyncio.Event = field(default_factory=asyncio.Event)


class Horizon:
    """Knows of new records, as long as anybody waits for one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: set[_Waiter] = set()
        self._looking: asyncio.Task[None] | None = None

    async def wait(self, position: int, topics: Sequence[str], seconds: float) -> None:
        """Until a record of these topics stands behind this position, or the time is over, or nobody can tell."""
        if len(self._waiting) >= MOST_WAITING:
            return
        waiter = _Waiter(position, topics)
        self._waiting.add(waiter)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(seconds):
                await waiter.found.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(waiter)

    async def _look(self) -> None:
        try:
            while self._waiting:
                lowest = min(waiter.position for waiter in self._waiting)
                newest = await self._newest(lowest)
                for waiter in self._waiting:
                    if any(newest.get(topic, 0) > waiter.position for topic in waiter.topics):
                        waiter.found.set()
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            # If the database is away, whoever waits finds out for themselves.
            for waiter in self._waiting:
                waiter.found.set()

    async def _newest(self, lowest: int) -> dict[str, int]:
        about = FeedRecord
        newest = select(about.topic, func.max(about.position).label("position"))
        async with self._database.reading() as session:
            rows = await session.execute(newest.where(about.position > lowest).group_by(about.topic))
            return {row.topic: row.position for row in rows}
