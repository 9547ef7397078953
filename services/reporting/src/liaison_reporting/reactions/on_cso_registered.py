"""Count an organisation that was registered: with the network's help it counts for the commitment."""

from liaison_contracts.registry import CSORegistered
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.organisations import keep_registered


@on(CSORegistered)
async def on_cso_registered(session: AsyncSession, fact: CSORegistered) -> None:
    await keep_registered(
        session, fact, fact.state, created_with_help=fact.created_with_help, registered_on=fact.occurred_on
    )
