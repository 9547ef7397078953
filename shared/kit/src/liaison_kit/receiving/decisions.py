"""Decisions on dead letters: a parked or refused record is tried again or dropped, whoever asks and however often."""

import base64
from collections.abc import Iterable

import structlog
from liaison_contracts.envelope import CONTENT_TYPE, Envelope
from pydantic import ValidationError
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit.errors import Conflict, NotFound
from liaison_kit.outbox import shard_of, wake_relay
from liaison_kit.receiving import parking
from liaison_kit.tables import InboxRow, OutboxRow, ParkedRow

log = structlog.get_logger()


class NoSuchLetter(NotFound):
    """There is no such dead letter: it was applied or sent meanwhile, or never was one."""


class AlreadyDropped(Conflict):
    """This record was dropped: it cannot be tried again."""


def is_called(direction: str, number: int) -> ColumnElement[bool]:
    """Which parked row `in-17` or `out-17` is; a dropped record of our own has minus its outbox id as offset."""
    if direction == "out":
        return and_(ParkedRow.offset == -number, ParkedRow.offset < 0)
    return and_(ParkedRow.id == number, ParkedRow.offset >= 0)


async def retry_parked(session: AsyncSession, number: int) -> None:
    """Has the first waiting record of its key tried at once, and those behind it after that; all tries count anew."""
    row = await _parked(session, number)
    if row.dropped_at:
        raise AlreadyDropped
    row.attempts = 0
    # Only the first of a key is ever marked as due: it is what a release begins with.
    for first in await parking.in_line(session, row.key, row.id, 1):
        first.attempts, first.try_again_at = 0, func.now()
    log.info("dead_letter.retried", dead_letter=f"in-{number}", **_place(row))


async def drop_parked(session: AsyncSession, number: int, because: str, listening: Iterable[tuple[str, str]]) -> None:
    """Never applies it, not even when Kafka delivers it again; the next of its key goes on.

    `listening` are the service's reactions, each as the topic that it listens to and its name.
    """
    row = await _parked(session, number)
    if row.dropped_at:
        return
    row.dropped_at, row.dropped_because, row.try_again_at = func.now(), because, None
    await session.flush()
    fact_id = _fact_id(row.value)
    for reaction in [name for topic, name in listening if topic == row.topic and fact_id]:
        applied = insert(InboxRow).values(consumer=reaction, fact_id=fact_id)
        await session.execute(applied.on_conflict_do_nothing())
    for first in await parking.in_line(session, row.key, row.id, 1):
        if first.id > row.id:
            first.attempts, first.try_again_at = 0, func.now()
    log.warning("dead_letter.dropped", dead_letter=f"in-{number}", fact_id=fact_id and str(fact_id), **_place(row))


async def retry_refused(session: AsyncSession, number: int) -> None:
    """Lets the relay send it once more."""
    row = await _outgoing(session, number)
    if row is None:
        raise AlreadyDropped
    if row.refused is None:
        return
    row.refused = None
    wake_relay(session, shard_of(row.key))
    log.info("dead_letter.retried", dead_letter=f"out-{number}", topic=row.topic, key=row.key, version=row.version)


async def drop_refused(session: AsyncSession, number: int, because: str) -> None:
    """Takes it out of the outbox, so that the next of its key leaves, and keeps it with its reason among the parked.

    It does not go to the fact log, which holds what Kafka took: topics rebuilt from it are then what they were.
    """
    row = await _outgoing(session, number)
    if row is None:
        return
    if row.refused is None:
        raise NoSuchLetter
    kept = ParkedRow(
        topic=row.topic,
        partition=shard_of(row.key),
        offset=-row.id,
        key=row.key.encode(),
        value=row.payload,
        headers=[{"name": "content-type", "base64": base64.b64encode(CONTENT_TYPE.encode()).decode()}],
        reason=row.refused,
        parked_at=row.created_at,
        dropped_at=func.now(),
        dropped_because=because,
    )
    session.add(kept)
    await session.delete(row)
    wake_relay(session, kept.partition)
    log.warning("dead_letter.dropped", dead_letter=f"out-{number}", topic=row.topic, key=row.key, version=row.version)


async def _parked(session: AsyncSession, number: int) -> ParkedRow:
    """The row, and nobody else parks, releases or decides on its key until the transaction ends."""
    this = select(ParkedRow).where(is_called("in", number))
    row = await session.scalar(this)
    if row is not None and row.key is not None:
        await parking.lock_keys(session, [row.key])
    row = await session.scalar(this.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NoSuchLetter
    return row


async def _outgoing(session: AsyncSession, number: int) -> OutboxRow | None:
    """The row, locked, or None if it was dropped; NoSuchLetter if it has left or never was."""
    row = await session.get(OutboxRow, number, with_for_update=True)
    if row is None and not await session.scalar(select(ParkedRow.id).where(is_called("out", number))):
        raise NoSuchLetter
    return row


def _fact_id(value: bytes | None) -> object:
    try:
        return Envelope.model_validate_json(value or b"").id
    except ValidationError:
        return None


def _place(row: ParkedRow) -> dict[str, object]:
    return {"topic": row.topic, "partition": row.partition, "offset": row.offset}
