"""What Prometheus is told of messages: what came of each, how soon, and what waits."""

from datetime import datetime, timedelta
from typing import Any

from liaison_kit import clock
from liaison_kit.database import Database
from liaison_notifications.model.sending.delivery import Delivery
from liaison_notifications.model.sending.measures import TAKEN, TRIED, waiting
from prometheus_client import Gauge
from prometheus_client.metrics import MetricWrapperBase
from sqlalchemy import update


def samples(*metrics: MetricWrapperBase) -> dict[str, float]:
    """By the values of their labels."""
    found = [sample for metric in metrics for family in metric.collect() for sample in family.samples]
    return {" ".join([one.name, *one.labels.values()]): one.value for one in found}


async def waits(database: Database, now: datetime) -> dict[str, float]:
    async with database.reading() as session:
        with clock.set_to(now):
            gauges: list[Gauge] = await waiting(session)
    return {name.removeprefix("liaison_messages_"): value for name, value in samples(*gauges).items()}


async def test_what_came_of_messages_is_counted_and_how_soon_they_were_taken(story: Any) -> None:
    before = samples(TRIED, TAKEN)
    await story.somebody_signs_up()
    await story.work()
    risen = {name: value - before.get(name, 0) for name, value in samples(TRIED, TAKEN).items()}
    tried = {name.split()[1]: value for name, value in risen.items() if name.endswith(" accepted") and value}
    assert tried == {"sms": 1, "email": 1}
    assert risen["liaison_message_seconds_count sms normal"] == 1
    assert risen["liaison_message_seconds_bucket email normal 10.0"] == 1


async def test_what_could_have_left_is_counted_by_lane_with_the_age_of_the_oldest(
    story: Any, database: Database
) -> None:
    await story.somebody_signs_up()
    found = await waits(database, story.now)
    assert found["waiting normal"] == 2
    assert 0 <= found["oldest_seconds normal"] < 60
    async with database.transaction() as session:
        # Tried before, and again in a while: it is late all the same.
        since = story.now - timedelta(minutes=5)
        later = story.now + timedelta(minutes=10)
        late = update(Delivery).where(Delivery.channel == "sms")
        await session.execute(late.values(due_at=since, next_try_at=later))
        # Of tomorrow's reminder nobody says that it waits.
        tomorrow = update(Delivery).where(Delivery.channel == "email")
        await session.execute(tomorrow.values(next_try_at=story.now + timedelta(days=1)))
    found = await waits(database, story.now)
    assert found["waiting normal"] == 1
    assert 300 <= found["oldest_seconds normal"] < 360
    assert found["waiting urgent"] == found["oldest_seconds urgent"] == 0
