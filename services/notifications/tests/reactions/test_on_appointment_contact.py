"""Keeping the contact of whoever has an appointment: sealed, and to be sealed anew like all others."""

from typing import Any

from liaison_kit.database import new_id
from liaison_notifications.model import ContactPoint
from sqlalchemy import select

from services.notifications.tests import appointing


async def test_it_is_kept_sealed_until_the_appointment_is_known(story: Any, gateway: Any) -> None:
    of = new_id()
    fact = appointing.contact(story, of)
    await story.tell(fact, fact)
    await story.work()
    assert gateway.received == []
    async with story.database.reading() as session:
        point = (await session.scalars(select(ContactPoint))).one()
    assert (point.id, point.event_id, point.sealed, point.key_version) == (of, of, fact.sealed, fact.key_version)
