"""The keys that sign-ins are checked against: announced first, signed with once everybody has heard of them."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey
from liaison_contracts.identity import SigningKey, SigningKeyChanged, SigningKeyState
from liaison_kit import clock, identity, outbox, signing_keys, tokens
from liaison_kit.database import Aggregate
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_registry.model.metadata import Base

HEARD_AFTER = timedelta(minutes=2)
"""By then every service has a key that was announced; nothing is signed with it before."""
NEEDED_FOR = HEARD_AFTER + tokens.LIFETIME + timedelta(minutes=3)
"""How long after its successor was announced a key may be needed: the last token signed with it is then over."""


class SigningKeys(Aggregate, Base):
    """The public keys as announced last: {kid, x, announced_at}, newest first. There is one row."""

    __tablename__ = "signing_keys"

    keys: Mapped[list[dict[str, Any]]]

    def add(self, key: SigningKey, now: datetime) -> None:
        """From now on announced; the older ones stay, until `forget`."""
        self.keys = [key.model_dump() | {"announced_at": now.isoformat()}, *self.keys]
        self.changed()

    def replace(self, key: SigningKey, now: datetime) -> None:
        """From now on this one alone is announced: whatever the others have signed is void."""
        self.keys = []
        self.add(key, now)

    def forget(self, now: datetime) -> int:
        """Announces keys no more whose tokens are over; returns how many."""
        needed = [newer for newer in self.keys[:-1] if _announced_at(newer) > now - NEEDED_FOR]
        forgotten = len(self.keys) - len(needed) - 1
        if forgotten:
            self.keys = self.keys[: len(needed) + 1]
            self.changed()
        return forgotten

    def by_preference(self, now: datetime) -> list[str]:
        """The kids to sign with, the best first: the newest that everybody has heard of. The others are for need."""
        heard = [key["kid"] for key in self.keys if _announced_at(key) <= now - HEARD_AFTER]
        fresh = [key["kid"] for key in self.keys if key["kid"] not in heard]
        return [*heard, *reversed(fresh)]

    def state(self) -> SigningKeyState:
        return SigningKeyState(id=self.id, version=self.version, keys=[SigningKey(**key) for key in self.keys])


def _announced_at(key: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(key["announced_at"])


async def announce_keys(session: AsyncSession, keys: SigningKeys) -> None:
    """Every change of the keys ends with this, as `announce` does for an account."""
    await session.flush()
    await identity.keep_signing_keys(session, keys.state())
    outbox.publish(session, SigningKeyChanged(occurred_on=clock.today(), state=keys.state()))


async def signing_key(session: AsyncSession, path: Path) -> OKPKey:
    """The private key to sign with now."""
    announced = (await session.scalars(select(SigningKeys))).one()
    kept = {key.kid: key.private for key in await asyncio.to_thread(signing_keys.read_keys, path)}
    return next(kept[kid] for kid in announced.by_preference(clock.real_now()) if kid in kept)
