"""No telephone gets so many messages within an hour that networks would block us."""

from typing import Any

import pytest
from liaison_kit.database import new_id
from liaison_notifications.model import Delivery
from sqlalchemy import select

from services.notifications.tests.conftest import PHONE


@pytest.fixture
def more_settings(more_settings: dict[str, Any]) -> dict[str, Any]:
    return more_settings | {"equal_messages_an_hour": 3, "messages_an_hour": 5}


async def sign_ups(story: Any, number: int, **contact: Any) -> None:
    for _ in range(number):
        await story.somebody_signs_up(**{"email": None} | contact)


async def sms(story: Any) -> list[tuple[str, str | None]]:
    found = select(Delivery.status, Delivery.reason).where(Delivery.channel == "sms").order_by(Delivery.id)
    async with story.database.reading() as session:
        return [(status, reason) for status, reason in await session.execute(found)]


async def test_what_is_equal_and_too_much_for_an_hour_goes_in_the_next(story: Any, gateway: Any) -> None:
    await sign_ups(story, 5)
    await sign_ups(story, 1, phone="+380501112233")
    await story.work()
    assert await sms(story) == [("accepted", None)] * 3 + [("held", "too_many")] * 2 + [("accepted", None)]
    story.later(minutes=50)
    await story.work()
    assert len(gateway.received) == 4
    story.later(minutes=25)
    await story.work()
    assert [sms["to"] for sms in gateway.received].count(PHONE) == 5


async def test_of_all_kinds_together_there_are_few_in_any_hour(story: Any, gateway: Any) -> None:
    sent = []
    for _ in range(12):  # every ten minutes two of another event
        story.event_id = new_id()
        await sign_ups(story, 2)
        await story.work()
        sent.append(len(gateway.received))
        story.later(minutes=10)
    assert max(after - before for before, after in zip(sent, sent[6:], strict=False)) <= 5
    assert sent[-1] >= 8


async def test_what_waited_for_so_long_that_it_is_of_no_use_says_why(story: Any) -> None:
    await sign_ups(story, 4)
    for _ in range(3):  # it is held once more each time that too many others go before it
        await story.work()
        story.later(minutes=10)
    await story.work()
    story.later(days=2)
    await story.work()
    assert (await sms(story))[-1] == ("suppressed", "too_many")


async def test_an_attempt_that_failed_is_counted_once(story: Any, gateway: Any) -> None:
    gateway.mood = 503
    await sign_ups(story, 3)
    for _ in range(4):
        await story.work()
        story.later(seconds=40)
    gateway.mood = "accept"
    await story.work()
    assert len(gateway.received) == 3
