"""The feed forgets what its topics forget, and keeps every place."""

from datetime import timedelta

from liaison_contracts.catalog import topic_of
from liaison_contracts.events import EventHeld
from liaison_contracts.fact import Fact, State
from liaison_contracts.message_requests import NotificationRequestSettled
from liaison_contracts.registry import OfficeState
from liaison_kit import clock
from liaison_kit.beside.following import Read, Taken
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_reporting.jobs.empty_feed import empty_feed
from liaison_reporting.model.feed.log import append
from sqlalchemy import text


def record(contract: type[Fact] | type[State], key: str, days_ago: float, value: bytes | None = b"{}") -> Read:
    when = clock.real_now() - timedelta(days=days_ago)
    return Read(topic_of(contract), 0, 0, key, new_id(), when, value)


async def left(database: Database) -> list[int]:
    async with database.reading() as session:
        return list(await session.scalars(text("select position from feed_record where value is not null order by 1")))


async def test_of_a_state_the_newest_stays_and_facts_stay_for_their_topics_time(
    context: JobContext, database: Database
) -> None:
    told = [
        record(OfficeState, "a", 9),  # 1: superseded long ago
        record(OfficeState, "a", 0.5),  # 2: superseded today
        record(OfficeState, "b", 400),  # 3: the present of b
        record(EventHeld, "a", 4000),  # 4: for ever
        record(EventHeld, "a", 4000),  # 5: the same key makes no difference to a fact
        record(NotificationRequestSettled, "a", 31),  # 6: past its 30 days
        record(NotificationRequestSettled, "a", 29),  # 7
        record(OfficeState, "a", 0),  # 8
    ]
    async with context.transaction() as session:
        await append(session, Taken(told, {}), {}, "")
    while await empty_feed(context):
        pass
    assert await left(database) == [2, 3, 4, 5, 7, 8]
    async with database.reading() as session:
        assert await session.scalar(text("select count(*) from feed_record")) == 8


async def test_a_tombstone_takes_the_place_of_the_state_that_is_gone(
    context: JobContext, database: Database, client
) -> None:
    told = [record(OfficeState, "a", 9), record(OfficeState, "a", 8, None)]
    async with context.transaction() as session:
        await append(session, Taken(told, {}), {}, "https://city.example")
    while await empty_feed(context):
        pass
    assert await left(database) == [2]
    answer = await client.get("/api/reporting/v1/feed/facts?types=OfficeState")
    [event] = answer.json()["facts"]
    assert (event["type"], event["subject"]) == ("liaison.registry.OfficeState.v1", "a")
    assert event["source"] == "https://city.example/api/registry"
    assert "data" not in event
