"""Forget founders: a year after a group has given up nobody needs to know who they were."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import or_, select

from liaison_registry.model import GroupStatus, InitiativeGroup

log = structlog.get_logger()

KEPT = timedelta(days=365)
BATCH = 500


@every(timedelta(days=1))
async def forget_founders(context: JobContext) -> bool:
    today = clock.today()
    over = or_(InitiativeGroup.ended_on <= today - KEPT, InitiativeGroup.status == GroupStatus.REGISTERED)
    due = (
        select(InitiativeGroup)
        .where(InitiativeGroup.ended_on.is_not(None), InitiativeGroup.forgotten_on.is_(None), over)
        .order_by(InitiativeGroup.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    async with context.transaction() as session:
        groups = list(await session.scalars(due))
        for group in groups:
            group.forget(today)
    if groups:
        log.info("founders.forgotten", groups=len(groups))
    return bool(groups)
