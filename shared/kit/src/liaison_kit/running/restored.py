"""After a restore: what was on its way when the backup was made is told and applied, before anybody is served.

`liaison restore` runs it for each service, publishers first, once the databases are back and the topics are told anew
from the fact logs (decision 31). Nothing else of the service runs meanwhile.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from uuid import UUID

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from liaison_contracts.catalog import PARTITIONS, topic_of
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.receiving.consumer import group_of
from liaison_kit.receiving.heard import INBOX_KEPT
from liaison_kit.receiving.history import History, Offsets, reader
from liaison_kit.receiving.inbox import Inbox
from liaison_kit.running.kafka_access import by_keywords
from liaison_kit.running.releases import Releases
from liaison_kit.sending.headway import Headway
from liaison_kit.sending.records import Record
from liaison_kit.sending.relay import Relay
from liaison_kit.service import Service
from liaison_kit.settings import Settings
from liaison_kit.tables import InboxRow

log = structlog.get_logger()

MARK = "restoring"
"""A table that is there from the first change of a restore to its end: what stands between is not to be served."""
_UNFINISHED = text(f"select to_regclass('{MARK}') is not null")
_TO_SEND = text("""
    select count(*) from outbox where key not in (select key from outbox where refused is not null)
""")
_KNOWN = text("""
    select fact_id from inbox where fact_id = any(cast(:ids as uuid[]))
""")
_HEARD = text("""
    select topic, key, epoch, version from heard
    where (topic, key) in (select * from unnest(cast(:topics as text[]), cast(:keys as text[])))
""")
_DROPPED = text('select topic, value from parked where dropped_at is not null and "offset" >= 0')
_WAITING = text("select value from parked where dropped_at is null")


async def is_unfinished(database: Database) -> bool:
    """Whether a restore of this database was begun, and did not come to its end; a server that is away is waited for
    elsewhere."""
    try:
        async with database.engine.connect() as connection:
            return bool(await connection.scalar(_UNFINISHED))
    except (DBAPIError, OSError, TimeoutError):
        return False


async def settle(service: Service, settings: Settings, database: Database, stopped_at: datetime) -> None:
    """All that is planned meanwhile is planned as if it were `stopped_at`: until then the lost system was at work."""
    began = clock.real_now()
    inbox = Inbox(database, service.listening, settings.topic_prefix, quiet=True)
    with clock.set_to(stopped_at):
        sent = await _send(settings, database)
        await _keep_dropped(service, settings, database)
        read, applied = await _CatchingUp(service, settings, database, inbox).run()
        releases = Releases(database, inbox)
        while await releases.release():
            pass
        if service.on_restored:
            await service.on_restored(database, settings, began)
    log.info("restore.settled", records_sent=sent, records_read=read, records_applied=applied)


async def _send(settings: Settings, database: Database) -> int:
    """The outbox of the backup; what the broker had refused stays."""
    before = await _left(database)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(Relay(database, settings).run(stop))
        while await _left(database):  # noqa: ASYNC110 - the broker empties it, and tells nobody when
            await asyncio.sleep(0.05)
        stop.set()
    return before


async def _left(database: Database) -> int:
    async with database.reading() as session:
        return int(await session.scalar(_TO_SEND) or 0)


async def _keep_dropped(service: Service, settings: Settings, database: Database) -> None:
    """What staff have dropped is told again with all else, and stays dropped, however long ago that was."""
    names = {settings.topic_prefix + topic_of(one.contract).name: one.name for one in service.listening}
    async with database.transaction() as session:
        for topic, value in (await session.execute(_DROPPED)).all():
            if topic in names and (fact_id := _fact_id(value)):
                known = insert(InboxRow).values(consumer=names[topic], fact_id=fact_id)
                await session.execute(known.on_conflict_do_nothing())


class _CatchingUp:
    """Reads all that the service listens to, from the first record on, and applies what its database does not know.

    Not by the consumer: a record of a key that has a parked one would wait behind it, though it was applied long ago.
    """

    def __init__(self, service: Service, settings: Settings, database: Database, inbox: Inbox) -> None:
        self._settings, self._database, self._inbox = settings, database, inbox
        self._group = group_of(service.name, settings)
        self._history = History(settings, service.listening, self._group)
        self._waiting: set[UUID] = set()

    async def run(self) -> tuple[int, int]:
        """How many records were read, and how many of them applied."""
        async with self._database.reading() as session:
            values = await session.scalars(_WAITING)
            self._waiting = {fact_id for value in values if (fact_id := _fact_id(value))}
        until, applied = await self._ends(), 0
        with Headway(sum(until.values())) as headway:
            async with aclosing(self._history.read({}, until)) as batches:
                async for batch in batches:
                    if unknown := await self._unknown(batch):
                        await self._inbox.apply(unknown)
                    applied += len(unknown)
                    headway.come(len(batch))
        await self._go_on_at(until)
        return sum(until.values()), applied

    async def _ends(self) -> Offsets:
        async with reader(self._settings) as consumer:
            places = [TopicPartition(topic, part) for topic in self._inbox.topics for part in range(PARTITIONS)]
            consumer.assign(places)
            return {place: end for place, end in (await consumer.end_offsets(places)).items() if end}

    async def _unknown(self, batch: Sequence[Record]) -> list[Record]:
        arrivals = [self._inbox.arrive(record) for record in batch]
        told = [one for one in arrivals if one.reason is None and not one.is_tombstone]
        asked = {"topics": [one.place[0] for one in told], "keys": [one.place[1] for one in told]}
        async with self._database.reading() as session:
            known = set(await session.scalars(_KNOWN, {"ids": [one.fact_id for one in told]})) | self._waiting
            rows = await session.execute(_HEARD, asked)
            heard = {(row.topic, row.key): (row.epoch, row.version) for row in rows}
        forgotten = clock.real_now() - INBOX_KEPT
        return [
            one.record
            for one in arrivals
            if one.fact_id not in known
            and not (one.recorded_at < forgotten and one.version <= heard.get(one.place, (0, 0)))
        ]

    async def _go_on_at(self, until: Offsets) -> None:
        """The service's consumers begin behind what was read here."""
        if not until:
            return
        consumer = AIOKafkaConsumer(
            **by_keywords(self._settings), group_id=self._group, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            consumer.assign(list(until))
            await consumer.commit({place: OffsetAndMetadata(end, "") for place, end in until.items()})
        finally:
            await consumer.stop()


def _fact_id(value: bytes | None) -> UUID | None:
    try:
        return UUID(json.loads(value or b"")["id"])
    except (ValueError, TypeError, KeyError):
        return None
