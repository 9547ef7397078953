"""Reseal contacts: what is kept here is sealed for the newest key, so that older ones can be forgotten."""

import binascii
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import structlog
from liaison_kit import sealing
from liaison_kit.database import get
from liaison_kit.jobs import JobContext, every
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model import ContactPoint, SealingKey
from liaison_notifications.model.consent.subscribers import Subscriber
from liaison_notifications.model.sealing_key import THE_KEY

log = structlog.get_logger()

AT_ONCE = 100
Boxed = TypeVar("Boxed", ContactPoint, Subscriber)


@every(timedelta(minutes=5))
async def reseal_contacts(context: JobContext) -> bool:
    await _reseal_all(context, ContactPoint)
    await _reseal_all(context, Subscriber)
    return False


async def _reseal_all(context: JobContext, table: type[Boxed]) -> None:
    after, resealed, unopenable = UUID(int=0), 0, 0
    while True:
        async with context.transaction() as session:
            key = await get(session, SealingKey, THE_KEY)
            points = await _sealed_for_another(session, table, key, after)
            keys = sealing.private_keys(context.settings.sealing_key_file) if points else []
            opened = sum(_reseal(point, keys, key) for point in points)
        resealed, unopenable = resealed + opened, unopenable + len(points) - opened
        if len(points) < AT_ONCE:
            break
        # Past those that no key opens: they stay as they are, and must not hold up the others.
        after = points[-1].id
    if resealed or unopenable:
        log.info("contacts.resealed", count=resealed, unopenable=unopenable, key_version=key.version)


async def _sealed_for_another(
    session: AsyncSession, table: type[Boxed], key: SealingKey, after: UUID
) -> Sequence[Boxed]:
    other = select(table).where(table.key_version != key.version, table.id > after)
    batch = other.order_by(table.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    return (await session.scalars(batch)).all()


def _reseal(point: ContactPoint | Subscriber, keys: Sequence[PrivateKey], key: SealingKey) -> bool:
    """Whether one of the keys opened it."""
    try:
        content = sealing.unseal(point.sealed, *keys)
    except (CryptoError, binascii.Error):
        return False
    point.sealed, point.key_version = sealing.seal(content, key.public_key), key.version
    return True
