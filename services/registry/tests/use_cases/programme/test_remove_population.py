"""Removing a year's population."""

import httpx
import pytest
from liaison_kit.database import Database
from sqlalchemy import text

from services.registry.tests.plan_steps import FIRST, POPULATION, PROGRAMME, SAID, SECOND, file_of, send, taken

pytestmark = pytest.mark.usefixtures("imported")
THERE = file_of(POPULATION, *(f"{of},{year},male,60+,7,{SAID}" for of in (FIRST, SECOND) for year in (2020, 2021)))


async def years(database: Database) -> list[int]:
    async with database.reading() as session:
        return list(await session.scalars(text("select year from population order by year")))


async def test_one_districts_year_goes_or_all_districts_year_and_the_file_brings_it_back(
    staff: httpx.AsyncClient, database: Database
) -> None:
    await taken(await send(staff, "population", THERE))
    sheet = (await staff.get("/programme/population.csv")).content
    page = (await staff.get(f"{PROGRAMME}/population")).json()
    one = {"year": 2021, "district_id": page["districts"][0]["district_id"]}
    assert (await staff.post(f"{PROGRAMME}/population/removal", json=one)).json()["gone"] == 1
    assert await years(database) == [2020, 2020, 2021]
    assert (await staff.post(f"{PROGRAMME}/population/removal", json={"year": 2020})).json()["gone"] == 2
    assert await years(database) == [2021]
    assert (await taken(await send(staff, "population", sheet)))["added"] == 3


async def test_a_year_that_is_not_there_is_refused_by_its_field(staff: httpx.AsyncClient, database: Database) -> None:
    await send(staff, "population", THERE)
    form = {"_page": "/programme/population?confirm=removal", "year": "2019", "district_id": ""}
    answer = await staff.post("/programme/population/removal", data=form)
    assert answer.status_code == 422
    assert "За цей рік там немає показників" in answer.text
    assert len(await years(database)) == 4
