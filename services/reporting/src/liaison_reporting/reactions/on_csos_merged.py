"""Count two entries of one organisation once: with help, if either was created with it."""

from liaison_contracts.registry import CSOsMerged
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.organisations import keep_gone, keep_registered


@on(CSOsMerged)
async def on_csos_merged(session: AsyncSession, fact: CSOsMerged) -> None:
    await keep_gone(session, fact, fact.state, gone=(fact.gone_id, fact.gone_version))
    if fact.state.created_with_help:
        await keep_registered(session, fact, fact.state, created_with_help=True, registered_on=fact.occurred_on)
