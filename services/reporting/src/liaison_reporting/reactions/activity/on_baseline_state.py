"""Keep how active residents were before an office: growth is measured against it."""

from liaison_contracts.registry import BaselineState
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.levels import keep_baseline


@on(BaselineState)
async def on_baseline_state(session: AsyncSession, state: BaselineState) -> None:
    await keep_baseline(session, state)
