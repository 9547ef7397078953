"""Telling the population that was recorded before it was told."""

import json
from typing import Any

import httpx
import pytest
from liaison_contracts.registry import PopulationState
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_registry.jobs.tell_population import tell_population
from sqlalchemy import text

from services.registry.tests.organisations import Published
from services.registry.tests.plan_steps import FIRST, POPULATION, PROGRAMME, SAID, SECOND, file_of, send

pytestmark = pytest.mark.usefixtures("imported")
ROWS = (f"{FIRST},2021,female,18-34,510,{SAID}", f"{FIRST},2021,male,18-34,480,{SAID}")


async def told(database: Database) -> list[PopulationState]:
    async with database.reading() as session:
        query = "select payload from outbox where topic like '%PopulationState' order by id"
        rows = (await session.scalars(text(query))).all()

    return [PopulationState.model_validate(json.loads(row)["data"]) for row in rows]


async def test_an_import_tells_how_many_people_live_in_a_district_and_no_groups(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    await send(staff, "population", file_of(POPULATION, *ROWS, f"{SECOND},2021,male,60+,70,{SAID}"))
    await send(staff, "population", file_of(POPULATION, *ROWS))
    names = await published()
    assert names[-2:] == ["PopulationChanged"] * 2
    assert names.count("PopulationChanged") == 2
    states = await told(database)
    assert sorted(one.years[0].people for one in states) == [70, 990]
    assert {one.version for one in states} == {1}


async def test_what_is_removed_is_told_as_not_known(
    staff: httpx.AsyncClient, database: Database, published: Published
) -> None:
    await send(staff, "population", file_of(POPULATION, *ROWS))
    await staff.post(f"{PROGRAMME}/population/removal", json={"year": 2021})
    assert [(one.version, one.years) for one in await told(database)][-1] == (2, [])


async def test_what_was_there_before_is_told_once(
    staff: httpx.AsyncClient, database: Database, settings: Any, published: Published
) -> None:
    await send(staff, "population", file_of(POPULATION, *ROWS))
    async with database.transaction() as session:
        await session.execute(text("delete from told_population"))
        await session.execute(text("delete from outbox"))
    for _ in range(2):
        await tell_population(JobContext(database, settings))
    assert await published() == ["PopulationChanged"]
    (state,) = await told(database)
    assert [(one.year, one.people) for one in state.years] == [(2021, 990)]
