"""Erasing a participant: at their wish, and once more where a restored backup has brought them back."""

from datetime import datetime

from liaison_contracts.events import ParticipantContact, SignUpCancelled
from liaison_kit import clock, outbox
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.calendar.event import Event
from liaison_events.model.sealing_key import seal_nobody
from liaison_events.model.sign_ups.sign_up import SignUp
from liaison_events.model.sign_ups.waiting_list import offer_free_places


async def erase(session: AsyncSession, event: Event, sign_up: SignUp, asked_at: datetime) -> None:
    """Who it was is gone, here and where messages are sent. Asked before the event, it gives the place back.

    The event must be locked: whoever counts its places waits for this.
    """
    day, ids = clock.today(), {"sign_up_id": sign_up.id, "event_id": event.id}
    if asked_at < event.starts_at and sign_up.is_active:
        sign_up.release()
        outbox.publish(session, SignUpCancelled(occurred_on=day, version=sign_up.version, **ids))
        await offer_free_places(session, event, clock.now())
    if sign_up.is_known:
        sign_up.forget()
        sign_up.changed()
        # A contact of nobody takes the place of theirs, also where messages are sent.
        sealed, key_version = await seal_nobody(session)
        told = {"version": sign_up.version, "sealed": sealed, "key_version": key_version}
        outbox.publish(session, ParticipantContact(occurred_on=day, **ids, **told))
