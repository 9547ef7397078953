"""Telling somebody that the office has called their appointment off."""

from datetime import timedelta
from typing import Any

from liaison_kit.database import new_id
from liaison_notifications.jobs.remind_participants import remind_participants

from services.notifications.tests import appointing


async def test_they_are_told_once_and_reminded_of_nothing(story: Any, gateway: Any, mailbox: Any) -> None:
    of = await appointing.somebody_books(story)
    fact = appointing.cancelled(of, by_office=True)
    await story.tell(fact, fact)
    await story.work()
    assert gateway.received[-1]["text"].startswith("Прийом скасовано: неділя, 17.05, 12:00.")
    assert mailbox.mails[-1]["Subject"].startswith("Прийом скасовано: ")
    story.later(days=1)
    assert not await story.run(remind_participants)
    assert len(gateway.received) == 2


async def test_who_gave_it_back_is_told_nothing(story: Any, gateway: Any) -> None:
    of = await appointing.somebody_books(story)
    await story.tell(appointing.moved(of, timedelta(days=5)))
    await story.tell(appointing.cancelled(of, by_office=False, version=3))
    await story.work()
    assert len(gateway.received) == 1
    assert set((await appointing.standing(story, "change")).values()) == {"cancelled"}
    assert await appointing.standing(story, "cancellation") == {}


async def test_called_off_before_it_was_known_only_that_is_told(story: Any, gateway: Any) -> None:
    of = new_id()
    await story.tell(appointing.cancelled(of, by_office=True), appointing.booked(of), appointing.contact(story, of))
    await story.work()
    assert [sms["text"][:16] for sms in gateway.received] == ["Прийом скасовано"]
