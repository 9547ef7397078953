"""Keep what a coordinator confirmed: told by this service itself, so that a replay finds it again."""

from liaison_contracts.scorecard import CompletionConfirmed
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.scorecard.records import keep_completion


@on(CompletionConfirmed)
async def on_completion_confirmed(session: AsyncSession, fact: CompletionConfirmed) -> None:
    await keep_completion(session, fact)
