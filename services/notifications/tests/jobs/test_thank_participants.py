"""Thanking participants: once, after the event, with a link to say how it was."""

from datetime import timedelta
from typing import Any

from liaison_kit.database import new_id
from liaison_notifications.jobs.thank_participants import thank_participants
from liaison_notifications.model import Delivery
from sqlalchemy import select

OVER = {"days": 2, "hours": 2}  # the story's event ends then


async def thanks(story: Any) -> dict[str, tuple[str, str | None]]:
    await story.run(thank_participants)
    await story.work()
    found = select(Delivery).where(Delivery.purpose == "thanks")
    async with story.database.reading() as session:
        rows = (await session.scalars(found)).all()
    assert len({row.channel for row in rows}) == len(rows)
    return {row.channel: (row.status, row.reason) for row in rows}


async def test_an_hour_after_the_event_they_are_thanked_once_by_email(story: Any, gateway: Any, mailbox: Any) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    story.later(**OVER)
    assert await thanks(story) == {}
    for _ in range(2):
        story.later(hours=1)
        assert await thanks(story) == {"email": ("accepted", None), "sms": ("suppressed", "by_email")}
    assert len(gateway.received) == 1  # the confirmation
    mail = mailbox.mails[-1]
    assert mail["Subject"] == "Дякуємо! Як вам подія «Бюджет громадських ініціатив: як подати проєкт»?"
    assert f"/s/{sign_up.hex[-8:]}/feedback" in mail.get_body(("plain",)).get_content()
    assert not list(mail.iter_attachments())


async def test_without_an_email_by_sms(story: Any, gateway: Any) -> None:
    await story.somebody_signs_up(email=None, language="en")
    await story.work()
    story.later(**OVER)
    story.later(hours=1)
    assert (await thanks(story))["sms"] == ("accepted", None)
    assert gateway.received[-1]["text"].startswith("Thank you if you came to")


async def test_at_night_it_waits_for_the_morning(story: Any) -> None:
    await story.somebody_signs_up(phone=None)
    await story.work()
    story.later(**OVER)
    story.later(hours=8)  # ten in the evening
    assert (await thanks(story))["email"] == ("held", "quiet_hours")
    story.later(hours=10)
    assert (await thanks(story))["email"] == ("accepted", None)


async def test_who_gave_the_place_back_and_a_cancelled_event_are_not_thanked_for(story: Any) -> None:
    gone = await story.somebody_signs_up()
    await story.tell(story.cancelled_sign_up(gone))
    story.event_id = new_id()
    await story.somebody_signs_up()
    await story.tell(story.event(2, status="cancelled"))
    story.later(**OVER)
    story.later(hours=1)
    assert await thanks(story) == {}


async def test_two_days_later_nobody_is_asked_any_more(story: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    story.later(**OVER)
    story.now += timedelta(days=2)
    assert await thanks(story) == {}
