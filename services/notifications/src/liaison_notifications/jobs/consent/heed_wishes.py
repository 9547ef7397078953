"""Heed wishes: whoever left or was erased after a backup was made, leaves again once that is restored."""

from datetime import timedelta

import structlog
from liaison_contracts.notifications import ContactErased
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.consent.leaving import heed_again
from liaison_notifications.model.consent.nobody import empty_again, note_nobodies

log = structlog.get_logger()


@every(timedelta(minutes=10))
async def heed_wishes(context: JobContext) -> bool:
    key_file = context.settings.sealing_key_file
    async with context.transaction() as session:
        emptied = await empty_again(session, key_file)
        await note_nobodies(session, key_file, clock.now())
        erased = await heed_again(session, key_file, clock.now())
        for subscriber in erased:
            outbox.publish(
                session, ContactErased(occurred_on=clock.today(), contact_id=subscriber.id, erased_at=clock.now())
            )
    if erased:
        log.warning("subscribers.erased_again", count=len(erased))
    if emptied:
        log.warning("contacts.erased_again", count=emptied)
    return False
