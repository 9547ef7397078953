"""Forgetting signing keys."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from liaison_kit import clock, signing_keys, tokens
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_registry.jobs.forget_signing_keys import forget_signing_keys
from liaison_registry.model import SigningKeys
from liaison_registry.signing_key import announce_signing_key
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]


async def test_a_key_whose_tokens_are_over_is_announced_no_more(
    database: Database, settings: Any, published: Published
) -> None:
    await announce_signing_key(database, settings)
    async with database.transaction() as session:
        keys = (await session.scalars(select(SigningKeys))).one()
        made = signing_keys.next_key(settings.signing_key_file, [keys.keys[0]["kid"]], clock.real_now())
        keys.add(tokens.public_half(made.private), clock.real_now() - timedelta(hours=1))
    await forget_signing_keys(JobContext(database, settings))
    async with database.reading() as session:
        assert [key["kid"] for key in (await session.scalars(select(SigningKeys))).one().keys] == [made.kid]
    assert await published() == ["SigningKeyChanged", "SigningKeyChanged"]
    await forget_signing_keys(JobContext(database, settings))
    assert len(await published()) == 2
