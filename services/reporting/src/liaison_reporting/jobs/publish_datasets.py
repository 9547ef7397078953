"""Publish datasets: each night, and soon after somebody has asked, every file that the facts have changed."""

from datetime import timedelta

from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every

from liaison_reporting.model.open_data.editions import next_edition, to_check
from liaison_reporting.model.open_data.known import DATASETS
from liaison_reporting.model.projections import newest_fact_at


@every(timedelta(seconds=20))
async def publish_datasets(context: JobContext) -> bool:
    """One dataset at a time, each in a transaction of its own."""
    async with context.transaction() as session:
        dataset = await to_check(session, list(DATASETS.values()), clock.today())
        if dataset is None:
            return False
        current_to = await newest_fact_at(session)
        fact = await next_edition(session, dataset, clock.now(), clock.today(), current_to)
        if fact is not None:
            outbox.publish(session, fact)
        return True
