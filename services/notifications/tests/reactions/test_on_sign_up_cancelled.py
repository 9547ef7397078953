"""Somebody gives their place back."""

from typing import Any

from liaison_kit.database import new_id


async def test_what_was_not_sent_is_called_off(story: Any, gateway: Any, mailbox: Any) -> None:
    sign_up = await story.somebody_signs_up()
    await story.tell(story.cancelled_sign_up(sign_up))
    await story.work()
    assert await story.statuses() == {"sms": "cancelled", "email": "cancelled"}
    assert (gateway.received, mailbox.received) == ([], [])


async def test_a_cancellation_that_overtakes_its_confirmation_plans_nothing(story: Any) -> None:
    sign_up = new_id()
    await story.tell(story.event(), story.contact(sign_up), story.cancelled_sign_up(sign_up), story.sign_up(sign_up))
    assert await story.statuses() == {}
