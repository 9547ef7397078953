"""The key to contact points: the first is made here, and its public half is told to whoever has contacts to seal.

And the secret with which addresses are hashed: it is made once, and never replaced.
"""

import structlog
from liaison_contracts.notifications import SealingKeyChanged
from liaison_kit import clock, outbox, sealing
from liaison_kit.database import Database
from liaison_kit.settings import Settings
from sqlalchemy import func, select

from liaison_notifications.model import SealingKey
from liaison_notifications.model.consent.addresses import secret_file
from liaison_notifications.model.sealing_key import THE_KEY
from liaison_notifications.settings import NotificationsSettings

log = structlog.get_logger()


async def announce_sealing_key(database: Database, settings: Settings) -> None:
    """Runs at each migration; tells nothing if the newest key in the file is the one told last."""
    assert isinstance(settings, NotificationsSettings)
    path = settings.sealing_key_file
    async with database.transaction() as session:
        await session.execute(select(func.pg_advisory_xact_lock(7_237, 0)))
        # The row's lock is what a rotation holds, from the file to its commit.
        key = await session.get(SealingKey, THE_KEY, with_for_update=True)
        newest = sealing.read_or_create_keys(path, clock.today())[0]
        if sealing.make_secret(secret_file(path)):
            # Not at the first migration alone: of a lost file, this line is all there is to see.
            log.warning("address_secret.made")
        if key is None:
            key = SealingKey(id=THE_KEY, version=1, public_key=newest.public)
            session.add(key)
        elif key.public_key != newest.public:
            key.replace(sealing.next_key(path, key.public_key, clock.today()).public)
        else:
            return
        outbox.publish(session, SealingKeyChanged(occurred_on=clock.today(), state=key.state()))
