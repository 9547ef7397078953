"""Districts beside each other, one by itself, and whether its residents have become more active."""

from datetime import date
from typing import Any

import pytest
from liaison_kit import clock
from liaison_kit.database import Database

from services.reporting.tests.reports.conftest import Tables
from services.reporting.tests.reports.test_activity import by
from services.reporting.tests.town import Town, hear

BEFORE = {f"2023-0{month}/event_visits": visits for month, visits in zip((1, 2, 3, 4), (10, 20, 30, 20), strict=True)}
"""By 1,000 residents a mean of 20 and a standard deviation of 8.2 (√(200/3))."""


def told(town: Town, june: int, july: int) -> list[Any]:
    """A district of 1,000 residents whose office opened on 1 May 2023."""
    return [
        *town.places,
        town.population(town.district, {2023: 1000}),
        town.baseline(town.district, {"2023-01/events": 99, "2023-01/csos_registered": 9} | BEFORE, version=2),
        town.baseline(town.district, {"2022-01/appeals": 500}),
        town.event(town.office, date(2023, 5, 2), 24),
        town.event(town.office, date(2023, 6, 1), june),
        town.event(town.office, date(2023, 7, 31), july),
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("july, change", [(36, "does not increase"), (37, "increases")])
async def test_activity_increases_when_the_mean_exceeds_the_one_before_by_more_than_its_spread(
    database: Database, town: Town, tables: Tables, july: int, change: str, seed: int
) -> None:
    """The mean of three months since: (24 + 24 + 36) / 3 = 28 is within 20 + 8.2, (24 + 24 + 37) / 3 = 28.3 is not."""
    await hear(database, told(town, 24, july), seed)
    for name in ("districts", "activity"):
        growth = by((await tables(name, as_of="2023-07-31"))["growth"], "district")
        assert growth["Khutory"]["opened_on"] == "2023-05-01"
        assert (growth["Khutory"]["before"], growth["Khutory"]["spread"]) == (20.0, 8.2)
        assert growth["Khutory"]["change"] == {"text": change}
        assert growth["Stadnytsia"]["change"] is None


async def test_a_month_that_is_not_over_does_not_count(database: Database, town: Town, tables: Tables) -> None:
    await hear(database, told(town, 24, 37))
    with clock.set_to(clock.now().replace(year=2023, month=7, day=31, hour=12)):
        growth = by((await tables("districts"))["growth"], "district")["Khutory"]
    assert growth["since"] == 24.0
    growth = by((await tables("districts", as_of="2023-07-30"))["growth"], "district")["Khutory"]
    assert growth["since"] == 24.0


async def test_the_month_of_an_opening_in_its_middle_does_not_count(
    database: Database, town: Town, tables: Tables
) -> None:
    later = town.office.model_copy(update={"version": 9, "opened_on": date(2023, 5, 2)})
    await hear(database, [*told(town, 30, 40), later])
    growth = by((await tables("districts", as_of="2023-07-31"))["growth"], "district")["Khutory"]
    assert growth["since"] == 35.0


@pytest.mark.parametrize("left_out", [1, 2])
async def test_without_population_or_baseline_it_is_not_known(
    database: Database, town: Town, tables: Tables, left_out: int
) -> None:
    facts = told(town, 50, 50)
    wanted = [one for one in facts if type(one).__name__ != ("PopulationState", "BaselineState")[left_out - 1]]
    await hear(database, wanted)
    assert by((await tables("districts"))["growth"], "district")["Khutory"]["change"] is None


async def test_districts_stand_beside_each_other(database: Database, town: Town, tables: Tables) -> None:
    await hear(database, [*told(town, 30, 40), *town.civil_society(), town.event(town.third, date(2023, 6, 3), 8)])
    lines = by((await tables("districts", first="2023-06-01", last="2023-07-31"))["districts"], "district")
    khutory = lines["Khutory"]
    assert (khutory["population"], khutory["offices"], khutory["events"], khutory["visits"]) == (1000, 2, 2, 70)
    assert (khutory["participations"], khutory["per_1000"], khutory["csos_created"]) == (70, 35.0, 0)
    assert (lines["Stadnytsia"]["visits"], lines["Stadnytsia"]["per_1000"]) == (8, None)
    year = by((await tables("districts", year=2023))["districts"], "district")
    assert (year["Khutory"]["csos_created"], year["Stadnytsia"]["csos_created"]) == (1, 0)


async def test_what_happened_before_a_split_stays_with_the_district_of_then(
    database: Database, town: Town, tables: Tables, facts
) -> None:
    split = date(2023, 7, 1)
    part = facts.district(name="Перший", name_en="First", joined_on=split, predecessors=[town.district.id])
    ended = town.district.model_copy(update={"version": 2, "ended_on": split})
    former = [{"district_id": town.district.id, "until": split}]
    moved = type(town.office).model_validate(
        town.office.model_dump() | {"version": 5, "district_id": part.id, "former_districts": former}
    )
    await hear(database, [*told(town, 30, 40), part, ended, moved], seed=4)
    lines = by((await tables("districts", year=2023))["districts"], "district")
    assert (lines["Khutory"]["visits"], lines["First"]["visits"]) == (54, 40)


async def test_a_district_has_a_profile_year_by_year(database: Database, town: Town, tables: Tables) -> None:
    await hear(database, [*told(town, 30, 40), town.event(town.office, date(2024, 1, 1), 7)])
    found = await tables("district", district=town.district.code)
    assert [(row["year"], row["visits"]) for row in found["years"]["rows"][:2]] == [("2023", 94), ("2024", 7)]
    assert found["profile"]["rows"][0]["population"] == 1000
    assert await tables("district") == {}
