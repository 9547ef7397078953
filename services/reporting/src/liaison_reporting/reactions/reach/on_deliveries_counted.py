"""Count what became of messages: each window of five minutes once."""

from liaison_contracts.deliveries import DeliveriesCounted
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.reach import keep_deliveries


@on(DeliveriesCounted)
async def on_deliveries_counted(session: AsyncSession, fact: DeliveriesCounted) -> None:
    await keep_deliveries(session, fact)
