"""Forget participants: a month after an event nobody needs to know who came, only how many."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import or_, select

from liaison_events.model import Event, SignUp
from liaison_events.model.sign_up import KEPT

log = structlog.get_logger()

BATCH = 500


@every(timedelta(days=1))
async def forget_participants(context: JobContext) -> bool:
    known = or_(SignUp.name.is_not(None), SignUp.phone.is_not(None), SignUp.email.is_not(None))
    due = (
        select(SignUp)
        .join(Event, Event.id == SignUp.event_id)
        .where(Event.ends_at < clock.now() - KEPT, known)
        .order_by(SignUp.id)
        .limit(BATCH)
        .with_for_update(of=SignUp, skip_locked=True)
    )
    async with context.transaction() as session:
        forgotten = list(await session.scalars(due))
        for sign_up in forgotten:
            sign_up.forget()
    if forgotten:
        log.info("participants.forgotten", count=len(forgotten))
    return bool(forgotten)
