"""How far a bulletin is: figures that its messages keep themselves, so that nobody ever counts them.

A trigger notes each step of each message; notes are added up every second. No two messages wait for each other to be
counted, and what was counted is exact at any moment: sums and notes change in the transactions that move messages.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_notifications.model.sending.delivery import Channel
from liaison_notifications.model.tables import Base

AT_ONCE = 20_000


class BulletinOutcome(StrEnum):
    """What became of a message, in as few words as a progress needs (`bulletin_outcome` in the database)."""

    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    NOT_SENT = "not_sent"


TO_COME = (BulletinOutcome.WAITING, BulletinOutcome.HELD)

Counts = Mapping[tuple[Channel, BulletinOutcome], int]

ADDED_UP = text("""
    with noted as (
        delete from bulletin_tick where id in (
            select id from bulletin_tick order by id limit :at_once for update skip locked
        ) returning bulletin_id, channel, outcome, step
    ), added as (
        insert into bulletin_count (bulletin_id, channel, outcome, count)
            select bulletin_id, channel, outcome, sum(step) from noted group by 1, 2, 3 order by 1, 2, 3
            on conflict (bulletin_id, channel, outcome) do update set count = bulletin_count.count + excluded.count
    )
    select count(*) from noted
""")


class BulletinCount(Base):
    """How many messages of a bulletin stand there, without the notes of the last moments."""

    __tablename__ = "bulletin_count"

    bulletin_id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class BulletinTick(Base):
    """One message came to stand there, or left."""

    __tablename__ = "bulletin_tick"

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[UUID]
    channel: Mapped[str]
    outcome: Mapped[str]
    step: Mapped[int]


async def add_up(session: AsyncSession) -> int:
    """Adds up notes; of how many there were."""
    return int(await session.scalar(ADDED_UP, {"at_once": AT_ONCE}) or 0)


async def counts_of(session: AsyncSession, bulletins: Iterable[UUID]) -> Mapping[UUID, Counts]:
    """Sums and notes in one statement: between two, what is being added up would be missed."""
    ids = list(bulletins)
    sums = select(BulletinCount.bulletin_id, BulletinCount.channel, BulletinCount.outcome, BulletinCount.count)
    notes = select(BulletinTick.bulletin_id, BulletinTick.channel, BulletinTick.outcome, BulletinTick.step)
    both = union_all(
        sums.where(BulletinCount.bulletin_id.in_(ids)), notes.where(BulletinTick.bulletin_id.in_(ids))
    ).subquery()
    of, channel, outcome, count = both.c
    rows = await session.execute(select(of, channel, outcome, func.sum(count)).group_by(of, channel, outcome))
    found: dict[UUID, Counter[tuple[Channel, BulletinOutcome]]] = {one: Counter() for one in ids}
    for bulletin_id, by, what, number in rows:
        found[bulletin_id][Channel(by), BulletinOutcome(what)] = int(number)
    return found


def to_come(counts: Counts) -> int:
    """How many messages still wait."""
    return sum(number for (_, outcome), number in counts.items() if outcome in TO_COME)
