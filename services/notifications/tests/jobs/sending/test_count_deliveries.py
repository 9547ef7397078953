"""How many messages went out and what became of them, every five minutes."""

import json
from datetime import timedelta
from typing import Any

from liaison_kit.database import Database, new_id
from liaison_notifications.jobs.sending.count_deliveries import count_deliveries
from liaison_notifications.model.sending.receipts import Said, Says, keep
from sqlalchemy import text

from services.notifications.tests.conftest import START

LATE = {"minutes": 7}
"""After these a window is told."""


async def told(database: Database) -> list[tuple[str, dict[tuple[str, str, str], int]]]:
    """When each window began, and its counts by purpose, channel and outcome."""
    query = text("select payload from outbox where topic like '%DeliveriesCounted' order by id")
    async with database.reading() as session:
        events = [json.loads(bytes(value)) for value in await session.scalars(query)]
    return [
        (
            event["data"]["begins_at"][11:16],
            {(one["purpose"], one["channel"], one["outcome"]): one["count"] for one in event["data"]["counts"]},
        )
        for event in events
    ]


async def receipt(story: Any, channel: str, says: Says) -> None:
    delivery = (await story.deliveries())[channel]
    async with story.database.transaction() as session:
        await keep(session, delivery.provider, [Said(str(delivery.id), says, {})], story.now)


async def test_each_outcome_counts_once_in_the_window_in_which_it_came_about(
    story: Any, database: Database, mailbox: Any
) -> None:
    await story.run(count_deliveries)
    mailbox.mood = "rcpt 550"
    await story.somebody_signs_up()
    await story.work()
    story.later(minutes=6)
    await receipt(story, "sms", Says.UNDELIVERED)
    story.later(minutes=5)
    await receipt(story, "sms", Says.DELIVERED)
    await story.run(count_deliveries)
    first = ("09:00", {("confirmation", "sms", "accepted"): 1, ("confirmation", "email", "failed"): 1})
    # It arrived after all, before the window was told in which it had not.
    assert await told(database) == [first]
    story.later(**LATE)
    for _ in range(2):
        await story.run(count_deliveries)
    assert await told(database) == [first, ("09:10", {("confirmation", "sms", "delivered"): 1})]


async def test_no_window_is_told_while_an_outcome_may_still_be_written_down(story: Any, database: Database) -> None:
    await story.run(count_deliveries)
    await story.somebody_signs_up()
    await story.work()
    story.later(minutes=6, seconds=59)
    await story.run(count_deliveries)
    assert await told(database) == []
    story.later(seconds=1)
    await story.run(count_deliveries)
    assert len(await told(database)) == 1


async def test_it_says_how_soon_messages_were_with_a_provider(story: Any, database: Database, gateway: Any) -> None:
    await story.run(count_deliveries)
    await gateway.stop()
    await story.somebody_signs_up(email=None)
    await story.work()
    await gateway.start()
    story.later(seconds=3)
    await story.work()
    story.later(**LATE)
    await story.run(count_deliveries)
    async with database.reading() as session:
        value = await session.scalar(text("select payload from outbox where topic like '%DeliveriesCounted'"))
    [sms] = [one for one in json.loads(bytes(value))["data"]["counts"] if one["outcome"] == "accepted"]
    assert (sms["seconds"], sms["within"]["2"], sms["within"]["5"], sms["within"]["3600"]) == (3.0, 0, 1, 1)


async def test_after_a_downtime_it_catches_up_in_order_and_a_day_at_a_time(story: Any, database: Database) -> None:
    await story.run(count_deliveries)
    for _ in range(3):
        await story.tell(story.letter(new_id()))
        await story.work()
        story.later(hours=20)
    assert await story.run(count_deliveries) is True
    assert [begin for begin, _ in await told(database)] == ["09:00", "05:00"]
    while await story.run(count_deliveries):
        pass
    assert [begin for begin, _ in await told(database)] == ["09:00", "05:00", "01:00"]


async def test_nothing_is_told_of_a_window_in_which_nothing_happened(story: Any, database: Database) -> None:
    for _ in range(3):
        await story.run(count_deliveries)
        story.later(hours=1)
    assert await told(database) == []


async def test_what_was_before_the_first_time_is_not_told(story: Any, database: Database) -> None:
    await story.somebody_signs_up()
    await story.work()
    story.later(hours=1)
    for _ in range(2):
        await story.run(count_deliveries)
        story.later(hours=1)
    assert await told(database) == []
    assert story.now - START == timedelta(hours=3)
