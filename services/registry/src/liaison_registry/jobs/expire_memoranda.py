"""Expire memoranda: the day after its last day a memorandum holds no more, and subscribers hear of it."""

from datetime import timedelta

from liaison_contracts.registry import MemorandumEnded
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_registry.model import CSO, Memorandum

BATCH = 100


@every(timedelta(minutes=10))
async def expire_memoranda(context: JobContext) -> bool:
    # Both are locked: one that was renewed at this moment is looked at anew, and is not due any more.
    due = (
        select(CSO, Memorandum)
        .join(Memorandum, Memorandum.cso_id == CSO.id)
        .where(Memorandum.ended_on.is_(None), Memorandum.valid_until < clock.today())
        .order_by(CSO.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    async with context.transaction() as session:
        found = (await session.execute(due)).all()
        for cso, memorandum in found:
            ended_on = memorandum.expire(cso)
            outbox.publish(session, MemorandumEnded(occurred_on=ended_on, state=cso.state(), expired=True))
    return bool(found)
