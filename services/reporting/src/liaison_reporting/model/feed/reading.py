"""Reading the feed: from a cursor on, some types or all facts, never past what is certain."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from liaison_kit.errors import Refusal
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.feed.log import FACTS, NOBODY, PUBLIC, FeedRecord, chain_at, head

LATEST = "latest"
LIKE_A_NAME = re.compile(r"(liaison\.[a-z]{1,20}\.)?[A-Z][A-Za-z]{1,60}(\.v\d{1,2})?")
MOST_BYTES = 4 * 1024 * 1024
"""Of one answer, unless a single record is larger."""

_BY_TYPE = {topic.type: name for name, topic in PUBLIC.items()}


class NoSuchCursor(Refusal):
    """This is no cursor of the feed. Take it from `next` of an answer, or leave it out to begin at the beginning."""

    field = "after"


class CursorOutOfDate(Refusal):
    """The feed was restored from a backup after this cursor was made: begin again without `after`."""

    status = 410
    field = "after"


class NoSuchType(Refusal):
    """There is no public fact or state called {name}. /subscribe lists them."""

    field = "types"


@dataclass(frozen=True)
class Cursor:
    """Behind which record somebody stands: its position, and the chain, which only this feed has there."""

    position: int = 0
    chain: UUID = NOBODY

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(self.position.to_bytes(8) + self.chain.bytes).decode()

    @classmethod
    def read(cls, written: str) -> "Cursor":
        """NoSuchCursor if it is none."""
        try:
            found = base64.b64decode(written, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise NoSuchCursor from None
        position = int.from_bytes(found[:8])
        if len(found) != 24 or position >= 2**63:
            raise NoSuchCursor
        return cls(position, UUID(bytes=found[8:]))


@dataclass(frozen=True)
class Page:
    """Records in their order, and the cursor behind them: the last one's, or the head's where there were no more."""

    records: Sequence[FeedRecord]
    cursor: Cursor


def topics_of(types: str | None) -> tuple[str, ...]:
    """Topics by names or CloudEvents types, separated by commas; every fact where none is named."""
    names = [name for one in (types or "").split(",") if (name := one.strip())]
    found = [_BY_TYPE.get(name, name) for name in names]
    for name in found:
        if name not in PUBLIC:
            # What looks like a name of ours is said again, and nothing else that somebody may have typed.
            raise NoSuchType(name=name if LIKE_A_NAME.fullmatch(name) else "that")
    return tuple(dict.fromkeys(found)) or FACTS


async def where(session: AsyncSession, after: str | None) -> Cursor:
    """The cursor that somebody asks from; CursorOutOfDate if it is of a feed that is no more."""
    if after == LATEST:
        return await cursor_at(session, await head(session))
    if not after:
        return Cursor()
    cursor = Cursor.read(after)
    if cursor != await cursor_at(session, cursor.position):
        raise CursorOutOfDate
    return cursor


async def cursor_at(session: AsyncSession, position: int) -> Cursor:
    """The cursor behind the record at this position; of one that is not there, the beginning."""
    chain = await chain_at(session, position)
    return Cursor() if chain == NOBODY else Cursor(position, chain)


def coming(after: int, topics: Sequence[str]) -> list[ColumnElement[bool]]:
    """What is true of the records of these topics behind this place, but for those that were emptied."""
    return [FeedRecord.topic.in_(topics), FeedRecord.position > after, FeedRecord.value.is_not(None)]


async def read(session: AsyncSession, after: int, topics: Sequence[str], most: int) -> Page:
    """The next records of these topics, as far as there are any at this moment."""
    # Before the records: what is committed between the two is the next reader's.
    last = max(after, await head(session))
    size = func.octet_length(FeedRecord.value)
    next_ones = (
        select(FeedRecord.position, size.label("size"))
        .where(*coming(after, topics), FeedRecord.position <= last)
        .order_by(FeedRecord.position)
        .limit(most)
        .subquery()
    )
    summed = select(
        next_ones.c.position,
        (func.sum(next_ones.c.size).over(order_by=next_ones.c.position) - next_ones.c.size).label("before"),
        func.sum(next_ones.c.size).over(order_by=next_ones.c.position).label("with_it"),
        func.count().over().label("there"),
    ).subquery()
    # What does not fit into one answer is never fetched: a thousand large records would be a gigabyte.
    fits = (summed.c.before == 0) | (summed.c.with_it <= MOST_BYTES)
    wanted = select(FeedRecord, summed.c.there).join(summed, summed.c.position == FeedRecord.position).where(fits)
    rows = (await session.execute(wanted.order_by(FeedRecord.position))).all()
    kept = [row.FeedRecord for row in rows]
    if kept and (len(kept) == most or len(kept) < rows[0].there):
        return Page(kept, Cursor(kept[-1].position, kept[-1].chain or kept[-1].fact_id))
    return Page(kept, await cursor_at(session, last))
