"""Keep that a sign-up holds no place, even if its confirmation is heard later."""

from liaison_contracts.events import SignUpCancelled
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.participation import keep_sign_up


@on(SignUpCancelled)
async def on_sign_up_cancelled(session: AsyncSession, fact: SignUpCancelled) -> None:
    await keep_sign_up(session, fact)
