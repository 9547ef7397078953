"""Releases: parked records are tried again, by themselves a few times and whenever staff ask, each key in its order."""

import asyncio
import base64

import structlog
from aiokafka import ConsumerRecord
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.receiving import parking
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.sending.progress import share_tables
from liaison_kit.sending.records import Record
from liaison_kit.tables import ParkedRow

log = structlog.get_logger()

LOOK_SECONDS = 1.0
AT_ONCE = 1000
_LATER, _NOW = text("set constraints all deferred"), text("set constraints all immediate")


class Releases:
    """Tries again what is due. Any number of processes may do so: a key is one's own until its transaction ends."""

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self._database = database
        self._inbox = inbox

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; a failing database is waited out."""
        while not stop.is_set():
            try:
                while await self.release() and not stop.is_set():
                    pass
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                log.warning("releases.waiting", error=type(error).__name__)
            await clock.rest(stop, LOOK_SECONDS)

    async def release(self) -> bool:
        """Tries the key that is due first; returns whether there was one."""
        async with self._database.transaction() as session:
            await share_tables(session)  # before any table is touched: a replay waits for whoever has
            due = select(ParkedRow.key, ParkedRow.id).where(
                ParkedRow.try_again_at <= func.now(), ParkedRow.dropped_at.is_(None)
            )
            found = (await session.execute(due.order_by(ParkedRow.try_again_at).limit(1))).first()
            if found is None:
                return False
            if found.key is not None:
                await parking.lock_keys(session, [found.key])
            if not await parking.take_due(session, found.key, found.id):
                return True  # another process has tried it meanwhile
            for row in await parking.in_line(session, found.key, found.id, AT_ONCE):
                if not await self._apply(session, row):
                    return True
            for rest in await parking.in_line(session, found.key, found.id, 1):
                rest.try_again_at = func.now()
        return True

    async def _apply(self, session: AsyncSession, row: ParkedRow) -> bool:
        """Whether the next one of its key may be tried."""
        place = {"topic": row.topic, "partition": row.partition, "offset": row.offset}
        if row.topic not in self._inbox.topics:
            row.try_again_at, row.reason = None, "nobody here listens to this topic any more"
            return False
        arrival = self._inbox.arrive(_record(row))
        if arrival.reason:
            row.try_again_at = None
            row.reason = row.reason if row.value is None else arrival.reason  # of what is lost there is only the reason
            return False
        try:
            async with session.begin_nested():
                # What is otherwise checked at the commit: by then nobody could say whose fault it is.
                await session.execute(_LATER)
                await self._inbox.react(session, [arrival])
                await session.execute(_NOW)
        except Exception as error:
            # As in the inbox: whatever a reaction refuses concerns this key alone.
            if parking.passes_by_itself(error):
                raise
            parking.put_off(row, error)
            log.warning("release.refused", attempts=row.attempts, **place)
            return False
        await session.delete(row)
        log.info("release.applied", **place)
        return True


def _record(row: ParkedRow) -> Record:
    return ConsumerRecord(
        row.topic,
        row.partition,
        row.offset,
        timestamp=0,
        timestamp_type=0,
        key=row.key,
        value=row.value,
        checksum=None,
        serialized_key_size=-1,
        serialized_value_size=-1,
        headers=[(one["name"], base64.b64decode(one["base64"])) for one in row.headers],
    )
