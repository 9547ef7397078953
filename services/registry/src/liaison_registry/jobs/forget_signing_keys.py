"""Forget signing keys: one is announced no more once every token signed with it is over."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import select

from liaison_registry.model import SigningKeys
from liaison_registry.model.sign_in.signing_keys import announce_keys

log = structlog.get_logger()


@every(timedelta(minutes=5))
async def forget_signing_keys(context: JobContext) -> bool:
    async with context.transaction() as session:
        keys = await session.scalar(select(SigningKeys).with_for_update(skip_locked=True))
        forgotten = keys.forget(clock.real_now()) if keys else 0
        if keys and forgotten:
            await announce_keys(session, keys)
    if forgotten:
        log.info("signing_key.forgotten", count=forgotten)
    return False
