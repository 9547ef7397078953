"""Keeping the sealing key."""

import pytest
from liaison_contracts.notifications import SealingKeyState
from liaison_kit import sealing
from liaison_kit.database import new_id
from liaison_registry.model import SealingKeyCopy
from liaison_registry.reactions.on_sealing_key_state import on_sealing_key_state
from nacl.public import PrivateKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

KEY = new_id()


async def test_the_newest_key_is_kept(session: AsyncSession) -> None:
    old, new = (sealing.public_half(PrivateKey.generate()) for _ in range(2))
    for version, public_key in ((1, old), (2, new), (1, old)):
        await on_sealing_key_state(session, SealingKeyState(id=KEY, version=version, public_key=public_key))
    kept = (await session.scalars(select(SealingKeyCopy))).one()
    assert (kept.version, kept.public_key) == (2, new)


async def test_a_key_that_cannot_seal_is_refused(session: AsyncSession) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        await on_sealing_key_state(session, SealingKeyState(id=KEY, version=1, public_key="c2hvcnQ="))
    assert (await session.scalars(select(SealingKeyCopy))).all() == []
