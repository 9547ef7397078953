"""The inbox: applies records exactly once to this service's database, a batch in one transaction, or parks them."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import structlog
from aiokafka import TopicPartition
from liaison_contracts.catalog import topic_of
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, telemetry
from liaison_kit.database import Database
from liaison_kit.reactions import Reaction, hold
from liaison_kit.receiving import lost, parking
from liaison_kit.receiving.heard import hear
from liaison_kit.receiving.kept import gathering
from liaison_kit.receiving.parking import Verdict
from liaison_kit.receiving.processing import processing
from liaison_kit.running import metrics
from liaison_kit.sending.progress import ends_of, note_progress, share_tables
from liaison_kit.sending.records import Arrival, Record, arrive, keys_of
from liaison_kit.telemetry import Trace
from liaison_kit.traces import spans

log = structlog.get_logger()

MAX_PAUSE_SECONDS = 10.0
TOLD_ONE_BY_ONE = 50
"""A fact that arrives alone has a line in the log; those of a backlog have their counts in the metrics."""
PATIENCE_SECONDS = 60
"""Far below Kafka's max.poll.interval; then the records are handed back, and come again."""

_KNOWN = text("""
    with told as (select * from unnest(cast(:consumers as text[]), cast(:ids as uuid[])) as told (consumer, fact_id)),
    kept as (insert into inbox select * from told on conflict do nothing returning consumer, fact_id)
    select consumer, fact_id from told except select consumer, fact_id from kept
""")


class Inbox:
    """Applies records for one service. Infrastructure failures are waited out here.

    A `quiet` one neither logs nor measures each fact: they were told of when they came first.
    """

    def __init__(
        self, database: Database, reactions: Sequence[Reaction], topic_prefix: str = "", quiet: bool = False
    ) -> None:
        self._database = database
        self._quiet = quiet
        self._reactions = {topic_prefix + topic_of(reaction.contract).name: reaction for reaction in reactions}
        if len(self._reactions) < len(reactions):
            raise ValueError("two reactions on one fact: only the last would ever run")

    @property
    def topics(self) -> list[str]:
        return sorted(self._reactions)

    def arrive(self, record: Record) -> Arrival:
        """Reads a record for the reaction to its topic; KeyError if there is none."""
        return arrive(record, self._reactions[record.topic])

    async def apply(self, records: Sequence[Record]) -> None:
        """Returns once each record is applied, was applied before, or is parked: then the offsets may be committed."""
        started = time.monotonic()
        arrivals = [self.arrive(record) for record in records]
        pause = 0.1
        while True:
            try:
                await self._commit(arrivals)
            except Exception as error:
                if not parking.passes_by_itself(error) or time.monotonic() - started > PATIENCE_SECONDS:
                    raise
                metrics.WAITS.labels(type(error).__name__).inc()
                log.warning("inbox.waiting", records=len(records), error=type(error).__name__)
                await asyncio.sleep(random.uniform(pause / 2, pause))
                pause = min(MAX_PAUSE_SECONDS, pause * 2)
            else:
                metrics.APPLYING.observe(time.monotonic() - started)
                return

    async def miss(self, place: TopicPartition, wanted: int | None, begin: int) -> None:
        """Kafka goes on at `begin`: facts between it and what this database wanted next become a dead letter."""
        await lost.note(self._database, place, wanted, begin, self._reactions[place.topic].contract)

    async def _commit(self, arrivals: Sequence[Arrival]) -> None:
        try:
            async with self._database.transaction() as session:
                await share_tables(session)
                await self._apply(session, arrivals)
                await note_progress(session, ends_of(arrivals))
        except IntegrityError as error:
            # A constraint that is checked at the commit: no savepoint can tell whose fault it is.
            if len(arrivals) > 1:
                for arrival in arrivals:
                    await self._commit([arrival])
                return
            async with self._database.transaction() as session:
                await share_tables(session)
                await parking.park(session, [(arrivals[0], parking.verdict(error))], set())
                await note_progress(session, ends_of(arrivals))

    async def _apply(self, session: AsyncSession, arrivals: Sequence[Arrival]) -> None:
        told = [arrival for arrival in arrivals if not arrival.is_tombstone]
        held = await parking.held_keys(session, keys_of(told))
        refused: dict[int, Verdict] = {}
        await self._try(session, list(enumerate(told)), set(held), refused)
        # In the order they came in, which is the order in which they will be released.
        await parking.park(session, [(told[place], refused[place]) for place in sorted(refused)], held)

    async def _try(
        self,
        session: AsyncSession,
        arrivals: Sequence[tuple[int, Arrival]],
        held: set[bytes],
        refused: dict[int, Verdict],
    ) -> None:
        """Applies all at once; if that fails, each half for itself, so that the good ones go on.

        `arrivals` have their places in the batch; `held` keys and `refused` places grow.
        """
        ready = []
        for place, arrival in arrivals:
            if arrival.reason is None and arrival.key not in held:
                ready.append((place, arrival))
            else:
                refused[place] = Verdict(arrival.reason or parking.WAITS)
                held |= keys_of([arrival])
        if not ready:
            return
        try:
            async with session.begin_nested():
                await self.react(session, [arrival for _, arrival in ready])
        except Exception as error:
            # The one broad catch: whatever a reaction refuses must not stop the facts behind it.
            if parking.passes_by_itself(error):
                raise
            if len(ready) > 1:
                half = len(ready) // 2
                await self._try(session, ready[:half], held, refused)
                await self._try(session, ready[half:], held, refused)
                return
            [(place, arrival)] = ready
            refused[place] = parking.verdict(error)
            held |= keys_of([arrival])

    async def react(self, session: AsyncSession, arrivals: Sequence[Arrival]) -> None:
        """Runs the reactions to what is new here, in this transaction."""
        firsts: dict[tuple[str, UUID], Arrival] = {}
        for arrival in arrivals:
            firsts.setdefault((arrival.reaction.name, arrival.fact_id), arrival)
        columns = {"consumers": [name for name, _ in firsts], "ids": [fact_id for _, fact_id in firsts]}
        for consumer, fact_id in await session.execute(_KNOWN, columns):
            del firsts[consumer, fact_id]
        new = list(firsts.values())
        kept = await hear(session, new) if new else []
        await hold(session, [arrival.reaction.holding(arrival.fact) for arrival in kept])
        told = not self._quiet and len(kept) <= TOLD_ONE_BY_ONE
        with gathering(session):
            for reaction in dict.fromkeys(arrival.reaction for arrival in kept):
                mine = [arrival for arrival in kept if arrival.reaction is reaction]
                await _react(session, reaction, mine, self._quiet, told)
            await session.flush()
        if not self._quiet:
            _measure(arrivals, kept)


async def _react(
    session: AsyncSession, reaction: Reaction, arrivals: Sequence[Arrival], quiet: bool, told: bool
) -> None:
    """`told`: each fact has a line of its own in the log."""
    if reaction.in_bulk:
        await reaction.handler(session, [arrival.fact for arrival in arrivals])
        return
    traced = spans.collected() and not quiet
    for arrival in arrivals:
        assert arrival.fact is not None
        trace = Trace(correlation=arrival.correlation, causation=arrival.fact_id)
        with telemetry.tracing(trace, logged=not quiet), processing(arrival) if traced else spans.NOTHING:
            await reaction.handler(session, arrival.fact)
            if told:
                place = {"topic": arrival.record.topic, "reaction": reaction.name}
                log.info("fact.applied", fact_id=str(arrival.fact_id), **place)


def _measure(arrivals: Sequence[Arrival], kept: Sequence[Arrival]) -> None:
    """Counts by topic; of the delay only the oldest fact's, which is the longest."""
    for topic, count in Counter(arrival.record.topic for arrival in kept).items():
        metrics.RECORDS.labels(topic, "applied").inc(count)
    repeated = Counter(arrival.record.topic for arrival in arrivals)
    repeated.subtract(arrival.record.topic for arrival in kept)
    for topic, count in (+repeated).items():
        metrics.RECORDS.labels(topic, "duplicate").inc(count)
    if kept:
        oldest = min(kept, key=lambda arrival: arrival.fact_id.int)
        metrics.DELAY.observe(max(0.0, (clock.now() - oldest.recorded_at).total_seconds()))
