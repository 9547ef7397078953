"""Close grant calls whose time is over: what comes later was refused already, and now the scoring can begin."""

from datetime import timedelta

from liaison_contracts.registry import GrantCallClosed, GrantCallStatus
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every
from sqlalchemy import func, select

from liaison_registry.model.grants.grant_application import ApplicationStatus, GrantApplication
from liaison_registry.model.grants.grant_call import GrantCall


@every(timedelta(seconds=10))
async def close_grant_calls(context: JobContext) -> bool:
    due = (
        select(GrantCall)
        .where(GrantCall.status == GrantCallStatus.OPEN, GrantCall.closes_at <= clock.now())
        .order_by(GrantCall.closes_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    async with context.transaction() as session:
        call = await session.scalar(due)
        if call is None:
            return False
        standing = select(func.count()).where(
            GrantApplication.call_id == call.id, GrantApplication.status != ApplicationStatus.WITHDRAWN
        )
        received = await session.scalar(standing) or 0
        call.close()
        outbox.publish(session, GrantCallClosed(occurred_on=clock.today(), state=call.state(), applications=received))
    return True
