"""Keep what was locked, which we told ourselves: so that a replay gives it again, whatever came before or after it."""

from liaison_contracts.periods import PeriodLocked
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.periods.locked import keep_locked


@on(PeriodLocked)
async def on_period_locked(session: AsyncSession, fact: PeriodLocked) -> None:
    await keep_locked(session, fact)
