"""Parking: what cannot be applied waits in this database, and later records of its aggregate wait behind it."""

import base64
from collections.abc import Iterable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import metrics
from liaison_kit.database import is_infrastructure
from liaison_kit.errors import Refusal, Unavailable
from liaison_kit.records import Arrival, Record
from liaison_kit.tables import ParkedRow

log = structlog.get_logger()

WAITS = "waits behind an earlier record of its key"
TRY_AGAIN_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 10, 60, 600))
"""A refusal may pass when a fact from another topic has arrived: so often it is tried again by itself."""

_LOCK = text("""
    select pg_advisory_xact_lock(7237102, hashtext(encode(key, 'hex'))) from unnest(cast(:keys as bytea[])) key
""")


async def lock_keys(session: AsyncSession, keys: Sequence[bytes]) -> None:
    """Until the transaction ends nobody else parks or releases records of these keys; `keys` are sorted."""
    await session.execute(_LOCK, {"keys": list(keys)})


async def held_keys(session: AsyncSession, keys: Sequence[bytes]) -> set[bytes]:
    """Keys that have parked records; they stay so until the transaction ends."""
    held = select(ParkedRow.key).distinct().where(ParkedRow.key.in_(keys), ParkedRow.dropped_at.is_(None))
    if not (found := {key for key in await session.scalars(held) if key}):
        return set()
    # Somebody may be releasing them at this moment: what they leave behind is the truth.
    await lock_keys(session, sorted(found))
    return {key for key in await session.scalars(held) if key}


async def in_line(session: AsyncSession, key: bytes | None, number: int, most: int) -> Sequence[ParkedRow]:
    """The first records that wait under this key, for whose lock see above; number `number` alone if it has no key."""
    same = ParkedRow.key == key if key is not None else ParkedRow.id == number
    waiting = select(ParkedRow).where(same, ParkedRow.dropped_at.is_(None)).order_by(ParkedRow.id)
    return (await session.scalars(waiting.limit(most).with_for_update())).all()


async def park(session: AsyncSession, arrivals: Iterable[tuple[Arrival, str, bool]]) -> set[bytes]:
    """Parks each record with its reason, worth another try or not; returns the keys that are held from now on.

    One that was parked before stays as it is: if it was dropped, it comes back to hold up nobody.
    """
    held = set()
    for arrival, reason, may_pass in arrivals:
        record = arrival.record
        row = insert(ParkedRow).values(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            key=record.key,
            value=record.value,
            headers=_headers(record),
            reason=reason.replace("\0", ""),  # error texts can hold any byte, and PostgreSQL refuses this one
            try_again_at=func.now() + TRY_AGAIN_AFTER[0] if may_pass else None,
        )
        if await session.scalar(row.on_conflict_do_nothing().returning(ParkedRow.id)) is None:
            continue
        held |= {record.key} if record.key is not None else set()
        metrics.RECORDS.labels(record.topic, "parked").inc()
        log.error("fact.parked", topic=record.topic, partition=record.partition, offset=record.offset)
    return held


def passes_by_itself(error: BaseException) -> bool:
    """Whether the database or the network failed, so that the whole batch is put off instead."""
    return isinstance(error, Unavailable) or is_infrastructure(error)


def may_pass(error: BaseException) -> bool:
    """Whether what is missing may still come: a rule refused it, or a row it refers to is not there yet."""
    return isinstance(error, Refusal | IntegrityError)


def reason_of(error: BaseException) -> str:
    """What staff may read: a refusal's own words, otherwise what kind of error it was and never the data in it."""
    if isinstance(error, Refusal):
        return str(error)
    orig = getattr(error, "orig", None)
    cause = getattr(orig, "__cause__", None) or orig or error  # SQLAlchemy's, then the driver's own
    details = (getattr(cause, name, None) for name in ("sqlstate", "constraint_name"))
    return " ".join([type(error).__name__, *(str(detail) for detail in details if detail)])


def put_off(row: ParkedRow, error: BaseException) -> None:
    """A try that failed again: later and later, and then only when somebody asks for it."""
    row.attempts += 1
    row.reason = reason_of(error).replace("\0", "")
    again = row.attempts < len(TRY_AGAIN_AFTER) and may_pass(error)
    row.try_again_at = func.now() + TRY_AGAIN_AFTER[row.attempts] if again else None


def _headers(record: Record) -> list[dict[str, str]]:
    return [
        {"name": name.replace("\0", ""), "base64": base64.b64encode(value or b"").decode()}
        for name, value in record.headers
    ]
