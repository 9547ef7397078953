"""Forget sign-ins: what is long over, and the tries and links that nobody can use any more."""

from datetime import timedelta

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete

from liaison_registry.model import SignIn, SignInTries, StaffLink
from liaison_registry.model.sign_in.signing_in import FORGOTTEN_AFTER

KEPT = timedelta(days=30)


@every(timedelta(hours=1))
async def forget_sign_ins(context: JobContext) -> bool:
    now = clock.real_now()
    async with context.transaction() as session:
        await session.execute(delete(SignIn).where(SignIn.signed_in_at < now - KEPT))
        await session.execute(delete(SignInTries).where(SignInTries.last_at < now - FORGOTTEN_AFTER))
        await session.execute(delete(StaffLink).where(StaffLink.expires_at < now - KEPT))
    return False
