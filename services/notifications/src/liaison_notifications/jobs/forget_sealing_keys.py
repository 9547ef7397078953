"""Forget sealing keys: a key goes once nothing that was sealed for it can come any more."""

import asyncio
from datetime import timedelta

import structlog
from liaison_contracts.catalog import topic_of
from liaison_contracts.consultations import AppointmentContact
from liaison_contracts.events import ParticipantContact
from liaison_kit import clock, sealing
from liaison_kit.database import get_for_update
from liaison_kit.jobs import JobContext, every
from liaison_kit.tables import ParkedRow
from sqlalchemy import exists, or_, select

from liaison_notifications.model import ContactPoint, SealingKey
from liaison_notifications.model.consent.subscribers import Subscriber
from liaison_notifications.model.sealing_key import THE_KEY

log = structlog.get_logger()

CONTACTS = (ParticipantContact, AppointmentContact)
ON_THE_TOPIC = max(topic_of(contact).retention or timedelta(days=36_500) for contact in CONTACTS)
SEGMENT = timedelta(days=7)
"""Kafka deletes whole segments: a record stays until the last one of its segment is old enough."""
UNSENT = timedelta(days=7)
"""Until events hears of the new key, and until its outbox is sent: alerts come after three days."""
LONGEST_WAY = ON_THE_TOPIC + SEGMENT + UNSENT
"""How long after its successor was made a key may be needed. Contacts kept here do not count: they are resealed.

Letters to staff are no concern: they and their topic last a week. Nor are opt-ins, which last two days."""


@every(timedelta(hours=1))
async def forget_sealing_keys(context: JobContext) -> bool:
    settings = context.settings
    topics = [settings.topic_prefix + topic_of(contact).name for contact in CONTACTS]
    async with context.transaction() as session:
        key = await get_for_update(session, SealingKey, THE_KEY)
        kept = or_(*(exists().where(one.key_version != key.version) for one in (ContactPoint, Subscriber)))
        # A parked contact may be released after any time, and must still open then.
        parked = exists().where(ParkedRow.topic.in_(topics), ParkedRow.dropped_at.is_(None))
        if await session.scalar(select(or_(kept, parked))):
            return False
        before = clock.today() - LONGEST_WAY
        forgotten = await asyncio.to_thread(sealing.forget_keys, settings.sealing_key_file, key.public_key, before)
    if forgotten:
        log.info("sealing_key.forgotten", count=len(forgotten))
    return False
