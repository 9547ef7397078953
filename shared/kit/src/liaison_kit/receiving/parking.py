"""Parking: what cannot be applied waits in this database, and later records of its aggregate wait behind it."""

import base64
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import ColumnElement, and_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit.database import is_infrastructure
from liaison_kit.errors import Refusal, Unavailable
from liaison_kit.running import metrics
from liaison_kit.sending.records import Arrival, Record, keys_of
from liaison_kit.tables import ParkedRow

log = structlog.get_logger()

WAITS = "waits behind an earlier record of its key"
TRY_AGAIN_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 10, 60, 600))
"""A refusal may pass when a fact from another topic has arrived: so often it is tried again by itself."""

_LOCK = text("""
    select pg_advisory_xact_lock(7237102, hashtext(encode(key, 'hex'))) from unnest(cast(:keys as bytea[])) key
""")
_HELD = text("select distinct key from parked where key = any(cast(:keys as bytea[])) and dropped_at is null")


async def lock_keys(session: AsyncSession, keys: Sequence[bytes]) -> None:
    """Until the transaction ends nobody else parks or releases records of these keys; `keys` are sorted."""
    await session.execute(_LOCK, {"keys": list(keys)})


async def held_keys(session: AsyncSession, keys: Iterable[bytes]) -> set[bytes]:
    """Keys that have parked records; they stay so until the transaction ends."""
    asked = {"keys": list(keys)}
    if not (found := set(await session.scalars(_HELD, asked))):
        return found
    # Somebody may be releasing them at this moment: what they leave behind is the truth.
    await lock_keys(session, sorted(found))
    return set(await session.scalars(_HELD, asked))


async def take_due(session: AsyncSession, key: bytes | None, number: int) -> bool:
    """Whether anything under this key is still due; from now on nothing is, until a refusal sets another time."""
    taken = update(ParkedRow).where(_under(key, number), ParkedRow.try_again_at <= func.now()).values(try_again_at=None)
    return bool((await session.scalars(taken.returning(ParkedRow.id))).all())


async def in_line(session: AsyncSession, key: bytes | None, number: int, most: int) -> Sequence[ParkedRow]:
    """The first records that wait under this key, for whose lock see above; number `number` alone if it has no key."""
    waiting = select(ParkedRow).where(_under(key, number)).order_by(ParkedRow.id)
    return (await session.scalars(waiting.limit(most).with_for_update())).all()


def _under(key: bytes | None, number: int) -> ColumnElement[bool]:
    same = ParkedRow.key == key if key is not None else ParkedRow.id == number
    return and_(same, ParkedRow.dropped_at.is_(None))


class Verdict(NamedTuple):
    """Why a record is parked, and whether it is worth another try by itself."""

    reason: str
    may_pass: bool = False


async def park(session: AsyncSession, arrivals: Iterable[tuple[Arrival, Verdict]], held: set[bytes]) -> None:
    """Parks records with their verdicts; `held` are the keys that were held before.

    One that was parked before stays as it is. If it was dropped, those that came to wait behind it are soon tried.
    """
    for arrival, (reason, may_pass) in arrivals:
        record = arrival.record
        alone = reason == WAITS and arrival.key not in held
        row = insert(ParkedRow).values(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            key=arrival.key,
            value=record.value,
            headers=_headers(record),
            reason=reason.replace("\0", ""),  # error texts can hold any byte, and PostgreSQL refuses this one
            try_again_at=func.now() + TRY_AGAIN_AFTER[0] if may_pass or alone else None,
        )
        if await session.scalar(row.on_conflict_do_nothing().returning(ParkedRow.id)) is None:
            held |= set(await session.scalars(_HELD, {"keys": list(keys_of([arrival]))}))
            continue
        held |= keys_of([arrival])
        metrics.RECORDS.labels(record.topic, "parked").inc()
        log.error("fact.parked", topic=record.topic, partition=record.partition, offset=record.offset)


def verdict(error: BaseException) -> Verdict:
    """What is to be said of a record that a reaction has refused with this error."""
    return Verdict(reason_of(error), may_pass(error))


def passes_by_itself(error: BaseException) -> bool:
    """Whether the database or the network failed, so that the whole batch is put off instead."""
    return isinstance(error, Unavailable) or is_infrastructure(error)


def may_pass(error: BaseException) -> bool:
    """Whether what is missing may still come: a rule refused it, or a row it refers to is not there yet."""
    return isinstance(error, Refusal | IntegrityError)


def reason_of(error: BaseException) -> str:
    """What staff may read: a refusal's own words, otherwise what kind of error it was and never the data in it."""
    if isinstance(error, Refusal):
        return error.message  # its places stay empty: what fills them is the record's
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
