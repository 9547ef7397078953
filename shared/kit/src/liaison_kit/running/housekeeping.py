"""Housekeeping: what every service's database makes ready and forgets by itself."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from liaison_kit.receiving.heard import INBOX_KEPT
from liaison_kit.tables import AnswerRow, ParkedRow

log = structlog.get_logger()

ANSWERS_KEPT = timedelta(hours=24)
DROPPED_KEPT = timedelta(days=365)
INBOX_MARGIN = timedelta(days=1)
"""A fact whose id is forgotten must be older than INBOX_KEPT by its publisher's clock too, however wrong that goes."""
AT_ONCE = 5000
MONTHS_AHEAD = 2
LOCK_HELD = "55P03"
"""SQLSTATE lock_not_available."""

# Whoever makes partitions waits for nobody long: behind a lock that waits, every insert waits too.
_ALONE = text("select pg_advisory_xact_lock(7237103), set_config('lock_timeout', '1s', true)")
_UNPLACED = text("select distinct date_trunc('month', logged_at, 'UTC') from fact_log_rest")
_EXISTS = text("select to_regclass(:partition) is not null")


@every(timedelta(hours=1))
async def forget_answers(context: JobContext) -> bool:
    """Answers to Idempotency-Keys: a client retries within minutes; a day covers a phone that was off."""
    async with context.transaction() as session:
        await session.execute(delete(AnswerRow).where(AnswerRow.created_at < clock.now() - ANSWERS_KEPT))
    return False


@every(timedelta(minutes=10))
async def prune_inbox(context: JobContext) -> bool:
    """Ids of facts from long ago: a repetition of one of them is known by its version (see heard.py)."""
    old = text("""
        delete from inbox where ctid = any(array(
            select ctid from inbox where received_at < :before limit :at_once for update skip locked))
        returning 1
    """)
    before = clock.now() - INBOX_KEPT - INBOX_MARGIN
    async with context.transaction() as session:
        pruned = (await session.execute(old, {"before": before, "at_once": AT_ONCE})).all()
    if pruned:
        log.info("inbox.pruned", count=len(pruned))
    return len(pruned) == AT_ONCE


@every(timedelta(hours=1))
async def forget_dropped(context: JobContext) -> bool:
    """Parked records that staff have dropped, a year later."""
    async with context.transaction() as session:
        await session.execute(delete(ParkedRow).where(ParkedRow.dropped_at < clock.now() - DROPPED_KEPT))
    return False


@every(timedelta(hours=1))
async def make_partitions(context: JobContext) -> bool:
    """Makes the fact log's partitions of this and the next two months (UTC), and of months that have none yet."""
    try:
        async with context.transaction() as session:
            await session.execute(_ALONE)
            wanted = {_month(clock.now(), ahead) for ahead in range(MONTHS_AHEAD + 1)}
            for month in sorted(wanted | set(await session.scalars(_UNPLACED))):
                await _make_partition(session, month)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_HELD:
            raise
        # A backup reads the table at this moment; facts land in the default partition until it is over.
        log.warning("partition.waiting")
    return False


def _month(moment: datetime, ahead: int) -> datetime:
    """The first moment of the month so many months later."""
    years, month = divmod(moment.month - 1 + ahead, 12)
    return moment.replace(moment.year + years, month + 1, 1, hour=0, minute=0, second=0, microsecond=0)


async def _make_partition(session: AsyncSession, month: datetime) -> None:
    name, end = f"fact_log_{month:%Y_%m}", _month(month, 1)
    if await session.scalar(_EXISTS, {"partition": name}):
        return
    bounds = {"start": month, "end": end}
    # A row that is routed at this very moment would be refused by the default partition, which is no more for it.
    await session.execute(text("lock table only fact_log in share row exclusive mode"))
    await session.execute(text(f"create table {name} (like fact_log including all)"))
    moved = "with moved as (delete from fact_log_rest where logged_at >= :start and logged_at < :end returning *)"
    await session.execute(text(f"{moved} insert into {name} select * from moved"), bounds)  # noqa: S608 - our own name
    months = f"from ('{month:%Y-%m-%d} UTC') to ('{end:%Y-%m-%d} UTC')"
    # Attached, not made as a partition: that would keep readers out as well.
    await session.execute(text(f"alter table fact_log attach partition {name} for values {months}"))
    log.info("partition.made", partition=name)


JOBS = (forget_answers, prune_inbox, forget_dropped, make_partitions)
