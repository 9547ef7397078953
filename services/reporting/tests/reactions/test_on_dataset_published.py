"""Editions of the open data are kept as they were told."""

from typing import Any

from liaison_contracts.open_data import DatasetPublished
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from liaison_reporting.jobs.publish_datasets import publish_datasets
from sqlalchemy import text

from services.reporting.tests.open_data.network import tell, told


async def test_editions_in_any_order_and_twice_are_the_same(database: Database, settings: Settings, facts: Any) -> None:
    found: list[Any] = []
    for _ in range(3):
        await tell(database, facts.office(id=facts.office().id))
        async with database.transaction() as session:
            await session.execute(text("update published_file set checked_on = null"))
        while await publish_datasets(JobContext(database, settings)):
            pass
        found += [fact for fact in await told(database, DatasetPublished) if fact.name == "offices"]
    assert [fact.edition for fact in found] == [1, 2, 3]
    await tell(database, found[2], found[0], found[2], found[1])
    async with database.reading() as session:
        rows = await session.execute(text("select edition, rows, rows_added from dataset_edition order by 1"))
        assert [tuple(row) for row in rows] == [(1, 1, 1), (2, 2, 1), (3, 3, 1)]
