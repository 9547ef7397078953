"""Keep how many places a sign-up holds."""

from liaison_contracts.events import SignUpConfirmed
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.participation import keep_sign_up


@on(SignUpConfirmed)
async def on_sign_up_confirmed(session: AsyncSession, fact: SignUpConfirmed) -> None:
    await keep_sign_up(session, fact)
