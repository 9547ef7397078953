"""Count somebody who completed a training programme, once, whatever they complete later."""

from liaison_contracts.registry import StaffTrained
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.happenings import keep_happening


@on(StaffTrained)
async def on_staff_trained(session: AsyncSession, fact: StaffTrained) -> None:
    await keep_happening(session, fact)
