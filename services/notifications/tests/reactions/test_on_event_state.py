"""Events as notifications sees them."""

from datetime import timedelta
from typing import Any

from liaison_kit.database import Database, new_id
from liaison_notifications.model import EventCopy


async def copy_of(database: Database, event_id: Any) -> EventCopy:
    async with database.reading() as session:
        copy = await session.get(EventCopy, event_id)
    assert copy is not None
    return copy


async def test_the_newest_state_is_kept(story: Any, database: Database) -> None:
    await story.tell(story.event(version=2, title="Нова назва"), story.event(version=1, title="Стара назва"))
    copy = await copy_of(database, story.event_id)
    assert (copy.version, copy.title) == (2, "Нова назва")


async def test_messages_about_a_cancelled_event_are_called_off(story: Any, gateway: Any, mailbox: Any) -> None:
    await story.somebody_signs_up()
    await story.tell(story.event(version=2, status="cancelled"))
    assert await story.statuses() == {"sms": "cancelled", "email": "cancelled"}
    await story.work()
    assert (gateway.received, mailbox.received) == ([], [])


async def test_messages_that_wait_for_another_try_are_called_off_too(story: Any, gateway: Any, mailbox: Any) -> None:
    await gateway.stop()
    await mailbox.stop()
    await story.somebody_signs_up()
    await story.work()
    assert await story.statuses() == {"sms": "retry_wait", "email": "retry_wait"}
    await story.tell(story.event(version=2, status="cancelled"))
    assert await story.statuses() == {"sms": "cancelled", "email": "cancelled"}


async def test_what_was_handed_over_stays_handed_over(story: Any) -> None:
    await story.somebody_signs_up()
    await story.work()
    await story.tell(story.event(version=2, status="cancelled"))
    assert await story.statuses() == {"sms": "accepted", "email": "accepted"}


async def test_a_confirmation_for_an_event_that_has_started_is_never_sent(
    story: Any, gateway: Any, mailbox: Any
) -> None:
    sign_up = new_id()
    await story.tell(story.sign_up(sign_up), story.contact(sign_up))
    await story.tell(story.event(starts_in=-timedelta(minutes=1)))
    assert await story.statuses() == {"sms": "expired", "email": "expired"}
    await story.work()
    assert (gateway.received, mailbox.received) == ([], [])
