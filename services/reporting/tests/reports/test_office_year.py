"""One office's year: what it reached, the hours it kept, how its rooms were used, what it cost."""

from datetime import date
from typing import Any

import pytest
from liaison_kit.database import Database

from services.reporting.tests.reports.conftest import Tables
from services.reporting.tests.town import Town, hear


async def test_the_first_year_goes_from_the_opening_until_the_same_day_next_year(
    database: Database, town: Town, tables: Tables, facts
) -> None:
    days = [date(2023, 4, 30), date(2023, 5, 1), date(2024, 4, 30), date(2024, 5, 1)]
    await hear(database, [*town.places, facts.programme(), *(town.event(town.office, day, 10) for day in days)], seed=1)
    (row,) = (await tables("office-year", office="khutory", year=2024))["first-year"]["rows"]
    assert row == {"opened_on": "2023-05-01", "first_year_ends": "2024-05-01", "first_year": 2, "goal": 15}
    assert (await tables("office-year", office="khutory", year=2023))["first-year"]["rows"][0]["first_year"] == 1
    assert await tables("office-year") == {}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_hours_are_kept_on_days_without_suspension_or_closing(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    """The first two weeks of May 2023, Monday to Friday: 80 hours. 3 days closed, one half open, one suspended."""
    times = [("03", "05", []), ("08", "08", [("10:00", "14:00")]), ("13", "13", [("10:00", "12:00")])]
    special = [
        {"from_day": f"2023-05-{first}", "to_day": f"2023-05-{last}", "note": "x"}
        | {"hours": [{"opens": opens, "closes": closes} for opens, closes in hours]}
        for first, last, hours in times
    ]
    office = type(town.office).model_validate(town.office.model_dump() | {"version": 5, "special_hours": special})
    stops = [town.stopped(office, date(2023, 5, 10), 6), town.resumed(office, date(2023, 5, 11), 7)]
    event = town.event(office, date(2023, 5, 9), 9, room_id=town.room)  # two hours
    await hear(database, [town.district, office, event, *stops], seed)
    found = await tables("office-year", office="khutory", first="2023-05-01", last="2023-05-14")
    assert found["hours"]["rows"] == [{"hours_planned": 80.0, "hours_kept": 44.0, "hours_share": 0.55}]
    (room,) = found["rooms"]["rows"]
    assert (room["booked_hours"], room["open_hours"], room["room_use"]) == (2.0, 46.0, round(2 / 46, 4))
    assert (await tables("office-year", office="khutory", year=2022))["hours"]["rows"] == []


async def test_a_suspension_that_lasts_and_hours_of_a_season(database: Database, town: Town, tables: Tables) -> None:
    hours = [{"weekday": 1, "opens": "10:00", "closes": "11:00", "valid_from": "2023-05-08", "valid_to": "2023-05-22"}]
    office = type(town.office).model_validate(town.office.model_dump() | {"version": 5, "hours": hours})
    await hear(database, [town.district, office, town.stopped(office, date(2023, 5, 22), 6)])
    (row,) = (await tables("office-year", office="khutory", year=2023))["hours"]["rows"]
    assert (row["hours_planned"], row["hours_kept"]) == (3.0, 2.0)


async def test_an_event_elsewhere_uses_no_room(database: Database, town: Town, tables: Tables) -> None:
    event = town.event(town.office, date(2023, 5, 9), 9)
    event = event.model_copy(update={"state": event.state.model_copy(update={"room_id": event.state.id})})
    await hear(database, [*town.places, event])
    assert [row["booked_hours"] for row in (await tables("office-year", office="khutory"))["rooms"]["rows"]] == [0]


def funded(town: Town, facts: Any, spent: int, version: int) -> Any:
    line = {"kind": "repair", "planned": 90_000, "spent": spent}
    office = {"office_id": town.office.id, "office_name": "x", "office_name_en": "x", "lines": [line]}
    sums = {"pledged": 200_000, "planned": 90_000, "spent": spent, "sources": [], "offices": [office]}
    return facts.programme(id=town.room, version=version, funding=sums)


@pytest.mark.parametrize("seed", [1, 2])
async def test_it_costs_what_was_spent_by_all_events_and_visits(
    database: Database, town: Town, tables: Tables, facts, seed: int
) -> None:
    events = [town.event(town.office, date(year, 6, 1), people) for year, people in ((2023, 10), (2024, 20))]
    await hear(database, [*town.places, *events, funded(town, facts, 1, 2), funded(town, facts, 60_000, 3)], seed)
    found = await tables("office-year", office="khutory", year=2023)
    assert found["money"]["total"] == {"planned": 90_000, "spent": 60_000}
    assert found["costs"]["rows"] == [{"cost_per_event": 30_000, "cost_per_visit": 2_000}]
    assert found["funding"]["rows"] == [{"pledged": 200_000, "received": None}]
    assert (await tables("office-year", office="second"))["costs"]["rows"] == []
