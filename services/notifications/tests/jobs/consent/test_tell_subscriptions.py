"""How many follow the news of a district."""

import json
from typing import Any

import pytest
from liaison_kit.database import Database, new_id
from liaison_notifications.jobs.consent.tell_subscriptions import tell_subscriptions
from liaison_notifications.model.consent.totals import told
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.subscribing import DISTRICT, OTHER, Reader, office


async def figures(database: Database) -> list[tuple[str, int | None]]:
    """All that was told, in order."""
    query = text("select payload from outbox where topic like '%SubscriptionsState' order by id")
    async with database.reading() as session:
        values = [json.loads(bytes(value)) for value in await session.scalars(query)]
    states = [value.get("data", value) for value in values]
    return [(state["id"], state["subscribers"]) for state in states]


async def follow(reader: Reader, many: int, *districts: Any) -> None:
    for _ in range(many):
        await reader.subscribes(f"{new_id().hex}@example.org", districts=[str(one) for one in districts])


async def test_it_is_told_in_fives_and_whoever_follows_all_counts_everywhere(
    story: Any, reader: Reader, database: Database
) -> None:
    await story.tell(office(), office(id=new_id(), district_id=OTHER))
    await follow(reader, 4, DISTRICT)
    await story.run(tell_subscriptions)
    assert await figures(database) == []
    await follow(reader, 1)
    await story.run(tell_subscriptions)
    await story.run(tell_subscriptions)
    assert await figures(database) == [(str(DISTRICT), 5)]


async def test_on_one_day_it_is_told_once_and_below_five_nothing_is_left(
    story: Any, reader: Reader, database: Database
) -> None:
    await story.tell(office())
    await follow(reader, 4, DISTRICT)
    own = await reader.subscribes("last@example.org")
    await story.run(tell_subscriptions)
    await reader.post(f"{own}/unsubscribe", data={"List-Unsubscribe": "One-Click"})
    await story.run(tell_subscriptions)
    assert await figures(database) == [(str(DISTRICT), 5)]
    story.later(days=1)
    await story.run(tell_subscriptions)
    assert await figures(database) == [(str(DISTRICT), 5), (str(DISTRICT), None)]


@pytest.mark.parametrize(("count", "figure"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (1003, 1000)])
def test_a_figure_is_a_multiple_of_five(count: int, figure: int | None) -> None:
    assert told(count) == figure


@pytest.mark.parametrize("subscribers", [0, 3, 7])
async def test_the_database_keeps_no_finer_figure(database: Database, subscribers: int) -> None:
    row = f"insert into subscription_total values (gen_random_uuid(), 1, {subscribers}, '2026-05-15')"
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(text(row))
