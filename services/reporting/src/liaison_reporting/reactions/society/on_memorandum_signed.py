"""Count a memorandum that was signed or prolonged."""

from liaison_contracts.registry import MemorandumSigned
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.society import keep_memorandum


@on(MemorandumSigned)
async def on_memorandum_signed(session: AsyncSession, fact: MemorandumSigned) -> None:
    await keep_memorandum(session, fact)
