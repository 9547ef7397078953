"""End held offers: a room that an office offered is free again where those who asked did not answer in time."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_events.model.space.held_offers import let_go
from liaison_events.model.space.space_request import SpaceRequest

log = structlog.get_logger()


@every(timedelta(minutes=1))
async def end_held_offers(context: JobContext) -> bool:
    async with context.transaction() as session:
        due = select(SpaceRequest).where(SpaceRequest.offered_until <= clock.now()).limit(1)
        request = await session.scalar(due.with_for_update(skip_locked=True))
        if request is None:
            return False
        await let_go(session, request)
        request.changed()
    log.info("space_offer.ended", request_id=str(request.id))
    return True
