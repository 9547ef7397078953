"""Reminding participants a day before: once, at the time that the event has then."""

from datetime import timedelta
from typing import Any

import pytest
from liaison_contracts.events import EventRescheduled
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.model import Delivery
from sqlalchemy import update

from services.notifications.tests.conftest import EMAIL, PHONE, START

RIGHT_PHONE, RIGHT_EMAIL = "+380677654321", "olena@example.org"


async def reminders(story: Any, gateway: Any) -> list[str]:
    await story.run(remind_participants)
    await story.work()
    return [sms["text"] for sms in gateway.received if "Нагадуємо" in sms["text"]]


async def reminded(story: Any, gateway: Any) -> list[str]:
    """The telephones that reminders went to."""
    await reminders(story, gateway)
    return [sms["to"] for sms in gateway.received if "Нагадуємо" in sms["text"]]


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


async def test_who_was_told_shortly_before_but_did_not_get_it_is_reminded(story: Any, gateway: Any) -> None:
    story.later(hours=28)
    await story.somebody_signs_up(email=None)
    await story.work()
    async with story.database.transaction() as session:
        lost = update(Delivery).where(Delivery.status == "accepted").values(status="undelivered")
        await session.execute(lost)
    assert len(await reminders(story, gateway)) == 1
    assert len(await reminders(story, gateway)) == 1


async def test_who_gave_the_place_back_and_a_cancelled_event_are_not_reminded_of(story: Any, gateway: Any) -> None:
    gone = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.cancelled_sign_up(gone))
    story.later(days=1)
    assert await reminders(story, gateway) == []


async def test_who_corrects_the_contact_long_before_is_reminded_there(story: Any, gateway: Any, mailbox: Any) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.correction(sign_up, "phone", "email", phone=RIGHT_PHONE, email=RIGHT_EMAIL))
    story.later(days=1)
    assert await reminded(story, gateway) == [RIGHT_PHONE]
    assert mailbox.recipients == [EMAIL, RIGHT_EMAIL]


async def test_who_was_told_lately_at_a_wrong_number_alone_is_reminded_at_the_right_one(
    story: Any, gateway: Any
) -> None:
    story.later(hours=30)
    sign_up = await story.somebody_signs_up(email=None)
    await story.work()
    assert await reminded(story, gateway) == []
    await story.tell(story.correction(sign_up, "phone", phone=RIGHT_PHONE, email=None))
    assert await reminded(story, gateway) == [RIGHT_PHONE]
    story.later(hours=1)
    assert await reminded(story, gateway) == [RIGHT_PHONE]


async def test_a_reminder_that_went_astray_is_sent_to_the_right_number(story: Any, gateway: Any) -> None:
    sign_up = await story.somebody_signs_up(email=None)
    await story.work()
    story.later(days=1)
    assert await reminded(story, gateway) == [PHONE]
    story.later(hours=5)
    await story.tell(story.correction(sign_up, "phone", phone=RIGHT_PHONE, email=None))
    assert await reminded(story, gateway) == [PHONE, RIGHT_PHONE]
    # And once more: it was wrong again.
    await story.tell(story.correction(sign_up, "phone", version=3, phone="+380501112233", email=None))
    assert await reminded(story, gateway) == [PHONE, RIGHT_PHONE, "+380501112233"]
    story.later(hours=1)
    assert len(await reminded(story, gateway)) == 3


@pytest.mark.parametrize("mood", [429, "cut"])  # certainly not sent; in doubt until the gateway says
async def test_a_reminder_that_waits_yet_goes_to_the_right_number_and_only_there(
    story: Any, gateway: Any, mood: str | int
) -> None:
    sign_up = await story.somebody_signs_up(email=None)
    await story.work()
    story.later(days=1)
    gateway.mood = mood
    assert await reminded(story, gateway) == []
    gateway.mood = "accept"
    await story.tell(story.correction(sign_up, "phone", phone=RIGHT_PHONE, email=None))
    for _ in range(3):
        story.later(minutes=10)
        assert await reminded(story, gateway) == [RIGHT_PHONE]


async def test_whom_a_reminder_has_reached_is_not_reminded_again_because_of_the_other_contact(
    story: Any, gateway: Any, mailbox: Any
) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    story.later(days=1)
    assert await reminded(story, gateway) == [PHONE]
    await story.tell(story.correction(sign_up, "email", email=RIGHT_EMAIL))
    story.later(hours=1)
    assert await reminded(story, gateway) == [PHONE]
    assert mailbox.recipients == [EMAIL, EMAIL]


async def test_who_leaves_an_email_in_place_of_a_wrong_number_is_reminded_by_email_alone(
    story: Any, gateway: Any, mailbox: Any
) -> None:
    sign_up = await story.somebody_signs_up(email=None)
    await story.work()
    story.later(days=1)
    assert await reminded(story, gateway) == [PHONE]
    await story.tell(story.correction(sign_up, "phone", "email", phone=None, email=RIGHT_EMAIL))
    assert await reminded(story, gateway) == [PHONE]
    assert mailbox.recipients == [RIGHT_EMAIL]
    assert not await story.run(remind_participants)


async def test_a_reminder_in_doubt_that_turns_out_to_have_gone_astray_is_sent_to_the_right_number(
    story: Any, gateway: Any
) -> None:
    sign_up = await story.somebody_signs_up(email=None)
    await story.work()
    story.later(days=1)
    gateway.mood = "accept_then_cut"
    assert await reminded(story, gateway) == [PHONE]
    gateway.mood = "accept"
    await story.tell(story.correction(sign_up, "phone", phone=RIGHT_PHONE, email=None))
    assert await reminded(story, gateway) == [PHONE]
    story.later(minutes=2)
    await story.work()
    assert await reminded(story, gateway) == [PHONE, RIGHT_PHONE]
