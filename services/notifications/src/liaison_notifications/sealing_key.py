"""The key to contact points: made once, its public half told to whoever has contacts to seal."""

from uuid import UUID

from liaison_contracts.notifications import SealingKeyChanged
from liaison_kit import clock, outbox, sealing
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from sqlalchemy import func, select

from liaison_notifications.model import SealingKey
from liaison_notifications.settings import NotificationsSettings

THE_KEY = UUID("01990000-0000-7000-8000-000000000001")
"""Always the same, so that every version of the key has the same place on its topic."""


async def announce_sealing_key(database: Database, settings: Settings) -> None:
    """Runs at each migration; tells nothing if the key is the one told last."""
    assert isinstance(settings, NotificationsSettings)
    public_key = sealing.public_half(sealing.read_or_create_key(settings.sealing_key_file))
    async with database.transaction() as session:
        await session.execute(select(func.pg_advisory_xact_lock(7_237, 0)))
        key = await session.get(SealingKey, THE_KEY)
        if key is None:
            key = SealingKey(id=THE_KEY, version=1, public_key=public_key)
            session.add(key)
        elif key.public_key != public_key:
            key.public_key = public_key
            key.changed()
        else:
            return
        outbox.publish(session, SealingKeyChanged(occurred_on=clock.today(), state=key.state()))
