"""End offers: a place that was held long enough without an answer is offered to the next who waits."""

from datetime import timedelta

import structlog
from liaison_contracts.events import SignUpCancelled
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import exists, select

from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import SignUpStatus
from liaison_events.model.sign_ups.waiting_list import offer_free_places

log = structlog.get_logger()


@every(timedelta(seconds=15))
async def end_offers(context: JobContext) -> bool:
    now = clock.now()
    over = (SignUp.status == SignUpStatus.OFFERED) & (SignUp.offered_until <= now)
    async with context.transaction() as session:
        # The event is locked before its sign-ups, as everywhere; another process takes another event.
        due = select(Event).where(exists().where(SignUp.event_id == Event.id, over)).limit(1)
        event = await session.scalar(due.with_for_update(skip_locked=True))
        if event is None:
            return False
        mine = select(SignUp).where(SignUp.event_id == event.id, over).order_by(SignUp.id).with_for_update()
        ended = list(await session.scalars(mine))
        for sign_up in ended:
            sign_up.release()
            outbox.publish(
                session,
                SignUpCancelled(
                    occurred_on=clock.today(), sign_up_id=sign_up.id, version=sign_up.version, event_id=event.id
                ),
            )
        await offer_free_places(session, event, now)
    log.info("offers.ended", event_id=str(event.id), count=len(ended))
    return True
