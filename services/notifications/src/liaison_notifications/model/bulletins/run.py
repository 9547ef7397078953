"""The run of a bulletin: begun at its time, planned some hundreds at a time, called off when stopped, and over once.

Each step is one transaction that holds the bulletin, so that a process may die between any two of them: the next one
goes on where the last one committed, and `dedupe_key` lets nobody be written to twice.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Uuid, bindparam, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.bulletins.audience import of_these
from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus
from liaison_notifications.model.bulletins.counts import Counts, counts_of, to_come
from liaison_notifications.model.consent.subscribers import Subscriber, Subscription
from liaison_notifications.model.planning.planning import planned
from liaison_notifications.model.planning.quiet import QuietHours
from liaison_notifications.model.sending.delivery import WAITING, Delivery, DeliveryStatus, Purpose, Reason

AT_ONCE = 500

PLANNED = text("""
    insert into delivery (id, dedupe_key, channel, purpose, subscriber_id, bulletin_id, status, attempt, costless,
            lane, next_try_at, created_at)
        select id, dedupe_key, channel, :purpose, subscriber_id, :bulletin_id, :status, 0, 0, :lane, :now, :now
        from unnest(:ids, :dedupe_keys, :channels, :subscriber_ids) as t (id, dedupe_key, channel, subscriber_id)
    on conflict (dedupe_key) do nothing
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("dedupe_keys", type_=ARRAY(Text)),
    bindparam("channels", type_=ARRAY(Text)),
    bindparam("subscriber_ids", type_=ARRAY(Uuid)),
    bindparam("bulletin_id", type_=Uuid),
    bindparam("now", type_=DateTime(timezone=True)),
)


async def begin_due(session: AsyncSession, quiet: QuietHours, now: datetime) -> Bulletin | None:
    """The next bulletin whose time has come, if any; none at night: it would only be held then."""
    if quiet.until(now):
        return None
    time_has_come = or_(Bulletin.send_at.is_(None), Bulletin.send_at <= now)
    due = select(Bulletin).where(Bulletin.status == BulletinStatus.APPROVED, time_has_come)
    next_one = due.order_by(Bulletin.id).limit(1).with_for_update(skip_locked=True)
    bulletin: Bulletin | None = await session.scalar(next_one)
    if bulletin:
        bulletin.begin(now)
    return bulletin


async def plan_next(session: AsyncSession, now: datetime) -> int | None:
    """Plans the next messages of the next bulletin; how many, or None if there is nothing to plan."""
    unplanned = select(Bulletin).where(Bulletin.status == BulletinStatus.SENDING, Bulletin.planned_at.is_(None))
    bulletin = await session.scalar(unplanned.order_by(Bulletin.id).limit(1).with_for_update(skip_locked=True))
    if bulletin is None:
        return None
    whom = select(Subscriber.id, Subscriber.channel).join(Subscription, Subscription.subscriber_id == Subscriber.id)
    whom = whom.where(*of_these(bulletin)).order_by(Subscriber.id).limit(AT_ONCE)
    if bulletin.planned_up_to:
        whom = whom.where(Subscriber.id > bulletin.planned_up_to)
    found: list[tuple[UUID, str]] = [(row.id, row.channel) for row in await session.execute(whom)]
    if found:
        rows = [planned(Purpose.BULLETIN, channel, f"{bulletin.id}:{whose}:{channel}", now) for whose, channel in found]
        same = {name: rows[0][name] for name in ("purpose", "status", "lane")}
        columns = {f"{name}s": [row[name] for row in rows] for name in ("id", "dedupe_key", "channel")}
        columns["subscriber_ids"] = [whose for whose, _ in found]
        await session.execute(PLANNED, {**same, **columns, "bulletin_id": bulletin.id, "now": now})
    if len(found) < AT_ONCE:
        bulletin.planned_at = now
    else:
        bulletin.planned_up_to = found[-1][0]
    return len(found)


async def call_off_next(session: AsyncSession, now: datetime) -> int:
    """Calls off the next messages of bulletins that were stopped; how many. None of them can leave meanwhile.

    Those that are being claimed at this moment are left out: the claim calls them off.
    """
    stopped = select(Bulletin.id).where(Bulletin.status == BulletinStatus.STOPPED, Bulletin.over_at.is_(None))
    waiting = select(Delivery.id).where(Delivery.bulletin_id.in_(stopped), Delivery.status.in_(WAITING))
    some = waiting.order_by(Delivery.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    gone = update(Delivery).where(Delivery.id.in_(some))
    gone = gone.values(status=DeliveryStatus.CANCELLED, reason=Reason.STOPPED, next_try_at=None, finished_at=now)
    return len((await session.scalars(gone.returning(Delivery.id))).all())


async def over(session: AsyncSession, now: datetime) -> tuple[Bulletin, Counts] | None:
    """The next bulletin of which nothing waits any more, ended, with what became of its messages."""
    running = select(Bulletin).where(Bulletin.begun_at.is_not(None), Bulletin.over_at.is_(None))
    planned_or_stopped = or_(Bulletin.planned_at.is_not(None), Bulletin.status == BulletinStatus.STOPPED)
    held = running.where(planned_or_stopped).order_by(Bulletin.id).with_for_update(skip_locked=True)
    bulletins = (await session.scalars(held)).all()
    if not bulletins:
        return None
    # Once they are held: what is planned meanwhile, or stopped, would not be counted.
    counts = await counts_of(session, [one.id for one in bulletins])
    for bulletin in bulletins:
        if to_come(counts[bulletin.id]) == 0:
            bulletin.end(now)
            return bulletin, counts[bulletin.id]
    return None
