"""Somebody gives their place back."""

from typing import Any

import pytest
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


@pytest.mark.parametrize("event_first", [True, False])
async def test_who_loses_a_place_with_the_event_is_told_once(
    story: Any, gateway: Any, mailbox: Any, event_first: bool
) -> None:
    sign_up = await story.somebody_signs_up(language="en")
    await story.work()
    news = [story.event(2, status="cancelled"), story.cancelled_sign_up(sign_up, event_cancelled=True)]
    await story.tell(*(news if event_first else reversed(news)))
    await story.tell(story.event(3, status="cancelled"))
    await story.work()
    assert [sms["text"].partition(":")[0] for sms in gateway.received] == ["You are signed up", "Cancelled"]
    letter = mailbox.mails[1]
    assert letter["Subject"].startswith("Cancelled: ")
    assert "will not take place" in letter.get_body(("plain",)).get_content()
    (attached,) = letter.iter_attachments()
    assert "STATUS:CANCELLED" in attached.get_content()


async def test_who_gave_the_place_back_before_is_not_told_of_the_events_end(story: Any, gateway: Any) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.cancelled_sign_up(sign_up), story.event(2, status="cancelled"))
    await story.work()
    assert len(gateway.received) == 1


async def test_whoever_was_not_told_yet_that_they_have_a_place_is_told_only_that_it_is_gone(
    story: Any, gateway: Any
) -> None:
    sign_up = await story.somebody_signs_up()
    await story.tell(story.cancelled_sign_up(sign_up, event_cancelled=True), story.event(2, status="cancelled"))
    await story.work()
    assert [sms["text"].partition(":")[0] for sms in gateway.received] == ["Скасовано"]


async def test_an_event_that_takes_place_after_all_is_not_said_to_be_cancelled(story: Any, gateway: Any) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.event(2, status="cancelled"), story.cancelled_sign_up(sign_up, event_cancelled=True))
    await story.tell(story.event(3))
    await story.work()
    assert len(gateway.received) == 1
