"""Reminding participants a day before: once, at the time that the event has then."""

from datetime import timedelta
from typing import Any

from liaison_contracts.events import EventRescheduled
from liaison_notifications.jobs.remind_participants import remind_participants

from services.notifications.tests.conftest import START


async def reminders(story: Any, gateway: Any) -> list[str]:
    await story.run(remind_participants)
    await story.work()
    return [sms["text"] for sms in gateway.received if "Нагадуємо" in sms["text"]]


async def test_a_day_before_they_are_reminded_once(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    story.later(hours=23, minutes=59)
    assert await reminders(story, gateway) == []
    story.later(minutes=1)
    (text,) = await reminders(story, gateway)
    assert "Неділя, 17.05, 12:00" in text
    assert mailbox.mails[-1]["Subject"].startswith("Нагадування")
    for _ in range(3):
        story.later(hours=6)
        assert len(await reminders(story, gateway)) == 1


async def test_a_reminder_follows_its_event_to_another_time(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    state = story.event(2, timedelta(days=5))
    await story.tell(EventRescheduled(occurred_on=START.date(), state=state), state)
    await story.work()
    story.later(days=1, hours=1)  # when it would have been due
    assert await reminders(story, gateway) == []
    story.later(days=3)
    (text,) = await reminders(story, gateway)
    assert "20.05" in text


async def test_a_reminder_that_waits_is_called_off_when_the_event_is_put_off(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    story.later(days=1)
    await story.run(remind_participants)
    await story.tell(story.event(2, timedelta(days=5)))
    await story.work()
    assert await reminders(story, gateway) == []
    story.later(days=3)
    assert len(await reminders(story, gateway)) == 1


async def test_nobody_is_reminded_of_what_they_were_told_shortly_before(story: Any, gateway: Any) -> None:
    story.later(hours=20)
    await story.somebody_signs_up()
    await story.work()
    story.later(hours=5)
    assert await reminders(story, gateway) == []


async def test_who_gave_the_place_back_and_a_cancelled_event_are_not_reminded_of(story: Any, gateway: Any) -> None:
    gone = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.cancelled_sign_up(gone))
    story.later(days=1)
    assert await reminders(story, gateway) == []
