"""The inbox: applies each record exactly once to this service's database, or parks it with a reason."""

import asyncio
import base64
import random
from collections.abc import Sequence
from typing import TypeAlias

import structlog
from aiokafka import ConsumerRecord
from liaison_contracts.catalog import topic_of
from liaison_contracts.envelope import Envelope
from liaison_contracts.fact import Fact, State
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import telemetry
from liaison_kit.database import Database, is_infrastructure
from liaison_kit.errors import Refusal, Unavailable
from liaison_kit.reactions import Reaction
from liaison_kit.tables import InboxRow, ParkedRow
from liaison_kit.telemetry import Trace

log = structlog.get_logger()

Record: TypeAlias = "ConsumerRecord[bytes | None, bytes | None]"
MAX_PAUSE_SECONDS = 10.0


class Undecodable(Exception):
    """The record is not one of our facts."""


class Inbox:
    """Applies records for one service. Infrastructure failures are waited out here, for ever."""

    def __init__(self, database: Database, reactions: Sequence[Reaction], topic_prefix: str = "") -> None:
        self._database = database
        self._reactions = {topic_prefix + topic_of(reaction.contract).name: reaction for reaction in reactions}

    @property
    def topics(self) -> list[str]:
        return sorted(self._reactions)

    async def apply(self, record: Record) -> None:
        """Returns once the record is applied, was applied before, or is parked: then its offset may be committed."""
        pause = 0.1
        while True:
            try:
                await self._apply_or_park(record)
            except Exception as error:
                if not _passes_by_itself(error):
                    raise
                log.warning("inbox.waiting", topic=record.topic, error=type(error).__name__)
                await asyncio.sleep(random.uniform(pause / 2, pause))
                pause = min(MAX_PAUSE_SECONDS, pause * 2)
            else:
                return

    async def _apply_or_park(self, record: Record) -> None:
        reaction = self._reactions[record.topic]
        if record.value is None and issubclass(reaction.contract, State):
            log.info("inbox.tombstone", topic=record.topic)
            return
        try:
            envelope, fact = decode(record, reaction)
        except Undecodable as error:
            await self._park(record, str(error))
            return
        trace = Trace(correlation=envelope.correlationid, causation=envelope.id)
        with telemetry.tracing(trace):
            try:
                await self._react(record, reaction, envelope, fact)
            except Exception as error:
                # The one broad catch: whatever a reaction refuses must not stop the facts behind it.
                if _passes_by_itself(error):
                    raise
                await self._park(record, _reason(error))

    async def _react(self, record: Record, reaction: Reaction, envelope: Envelope, fact: Fact | State) -> None:
        async with self._database.transaction() as session:
            if await _waits_behind_another(session, record):
                await _add_parked(session, record, "waits behind an earlier record of its key")
                return
            seen = insert(InboxRow).values(consumer=reaction.name, fact_id=envelope.id).on_conflict_do_nothing()
            fresh = await session.scalar(seen.returning(InboxRow.fact_id))
            if fresh is None:
                log.info("inbox.duplicate", topic=record.topic, fact_id=str(envelope.id))
                return
            await reaction(session, fact)
        log.info("fact.applied", topic=record.topic, fact_id=str(envelope.id), reaction=reaction.name)

    async def _park(self, record: Record, reason: str) -> None:
        async with self._database.transaction() as session:
            await _add_parked(session, record, reason)
        log.error("fact.parked", topic=record.topic, partition=record.partition, offset=record.offset)


def decode(record: Record, reaction: Reaction) -> tuple[Envelope, Fact | State]:
    """The envelope and the typed fact in a record; Undecodable says what is wrong with it."""
    try:
        envelope = Envelope.model_validate_json(record.value or b"")
        if envelope.type != topic_of(reaction.contract).type:
            raise Undecodable(f"{envelope.type} does not belong on this topic")
        return envelope, reaction.contract.model_validate(envelope.data)
    except ValidationError as error:
        # Where and what kind, never the value: a reason is read by people who may not see the data.
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "record"
        raise Undecodable(f"{place}: {first['type']}") from error


def _passes_by_itself(error: Exception) -> bool:
    """Whether waiting can help, so that the record is tried again instead of parked."""
    return isinstance(error, Unavailable) or is_infrastructure(error)


def _reason(error: Exception) -> str:
    """What staff may read: a refusal's own words, otherwise what kind of error it was and never the data in it."""
    if isinstance(error, Refusal):
        return str(error)
    cause = getattr(error, "orig", None) or error
    details = (getattr(cause, name, None) for name in ("sqlstate", "constraint_name"))
    return " ".join([type(error).__name__, *(str(detail) for detail in details if detail)])


async def _waits_behind_another(session: AsyncSession, record: Record) -> bool:
    earlier = select(ParkedRow.id).where(ParkedRow.key == record.key).limit(1)
    return await session.scalar(earlier) is not None


async def _add_parked(session: AsyncSession, record: Record, reason: str) -> None:
    row = insert(ParkedRow).values(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        # Header values and error texts can hold any byte, and PostgreSQL refuses some.
        headers=[
            {"name": name.replace("\0", ""), "base64": base64.b64encode(value or b"").decode()}
            for name, value in record.headers
        ],
        reason=reason.replace("\0", ""),
    )
    await session.execute(row.on_conflict_do_nothing())
