"""Keep the grants: who received how much for what."""

from liaison_contracts.registry import GrantAwardState
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.kept import keep
from liaison_reporting.model.open_data.grant_sets import GrantCopy


@on(GrantAwardState)
async def on_grant_award_state(session: AsyncSession, state: GrantAwardState) -> None:
    await keep(session, GrantCopy, **state.model_dump(exclude={"call_id", "call_title_en"}))
