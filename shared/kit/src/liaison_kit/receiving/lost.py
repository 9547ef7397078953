"""What Kafka has removed before it was read here: said as loudly as whatever else could not be applied."""

import structlog
from aiokafka import TopicPartition
from liaison_contracts.catalog import topic_of
from liaison_contracts.fact import Fact, State
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from liaison_kit.database import Database
from liaison_kit.running import metrics
from liaison_kit.sending.progress import note_progress, share_tables
from liaison_kit.tables import ParkedRow, ProgressRow

log = structlog.get_logger()


async def note(
    database: Database, place: TopicPartition, wanted: int | None, begin: int, contract: type[Fact] | type[State]
) -> None:
    """Facts from `wanted` (if None, where this database goes on) to `begin` become a dead letter that holds up nobody.

    A state topic has kept the newest of each aggregate, and all of them are read again: nothing is lost.
    """
    told = {"topic": place.topic, "partition": place.partition}
    if topic_of(contract).compacted:
        if wanted is not None:
            log.warning("topic.read_again", wanted=wanted, begins=begin, **told)
        return
    async with database.transaction() as session:
        await share_tables(session)
        if wanted is None:
            here = select(ProgressRow.next_offset).filter_by(topic=place.topic, partition=place.partition)
            wanted = await session.scalar(here)
        if wanted is None or wanted >= begin:
            if wanted:
                log.warning("topic.read_again", wanted=wanted, begins=begin, **told)
            return
        reason = f"Kafka removed records {wanted} to {begin - 1} of this partition before they were read here"
        row = insert(ParkedRow).values(offset=wanted, key=None, value=None, headers=[], reason=reason, **told)
        noted = await session.scalar(row.on_conflict_do_nothing().returning(ParkedRow.id))
        await note_progress(session, {(place.topic, place.partition): begin})
    if noted is not None:
        metrics.LOST.labels(place.topic).inc(begin - wanted)
        remedy = "docs/runbooks/records-removed.md"
        log.error("records.lost", first=wanted, last=begin - 1, remedy=remedy, **told)
