"""Count a memorandum that holds no more."""

from liaison_contracts.registry import MemorandumEnded
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.society import keep_memorandum


@on(MemorandumEnded)
async def on_memorandum_ended(session: AsyncSession, fact: MemorandumEnded) -> None:
    await keep_memorandum(session, fact)
