"""Activity: who took part, where and when; the same in whatever order it was heard."""

from datetime import date
from typing import Any

import pytest
from liaison_kit.database import Database

from services.reporting.tests.reports.conftest import Tables
from services.reporting.tests.town import Town, hear

HIDDEN = {"hidden": True}


def by(table: dict[str, Any], head: str) -> dict[str, dict[str, Any]]:
    found = {}
    for row in table["rows"]:
        cell = row[head]
        name = cell if isinstance(cell, str) else cell.get("text") or cell["name_en"]
        found[name] = {key: value for key, value in row.items() if key != head}
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_who_came_is_shown_by_sex_and_age_and_unknown_is_kept(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    event = town.event(town.office, date(2023, 6, 1), 60)
    counts = [
        town.counted(event, "female", "60_and_over", 2),
        town.counted(event, "female", "60_and_over", 20, version=2),
        town.counted(event, "male", "18_34", 15),
        town.counted(event, "male", "unknown", 9),
    ]
    sign_ups = town.signed_up(event, 16, 16)
    await hear(database, [*town.places, event, *counts, *sign_ups], seed)
    table = (await tables("activity", year=2023))["people"]
    rows = by(table, "age")
    assert rows["60 and over"]["female"] == 20
    assert rows["18–34"]["male"] == 15
    assert rows["age not known"] == {"female": 0, "male": 9, "unknown": 16, "people": 25}
    assert table["total"]["people"] == 60
    assert (await tables("activity"))["people"] == table
    assert (await tables("activity", year=2022))["people"]["rows"] == []


async def test_who_came_is_the_same_for_any_day_that_is_asked_about_or_not_told(
    database: Database, town: Town, tables: Tables
) -> None:
    events = [town.event(town.office, date(2023, 6, day), 30) for day in (1, 20)]
    counts = [town.counted(event, "male", "18_34", 10) for event in events]
    await hear(database, [*town.places, *events, *counts])
    whole = (await tables("activity", year=2023))["people"]
    for asked in ({"known": "2023-06-10"}, {"as_of": "2024-01-01"}, {"first": "2023-01-01", "last": "2024-06-01"}):
        assert (await tables("activity", **asked))["people"] == whole
    for asked in ({"as_of": "2023-06-10"}, {"first": "2023-06-02"}, {"last": "2023-12-30"}):
        found = await tables("activity", **asked)
        assert found["people"]["rows"] == []
        assert found["consultations"]["rows"] == []


@pytest.mark.parametrize("seed", [1, 2])
async def test_consultations_are_shown_by_tool_and_outcome(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    june = date(2023, 6, 10)
    given = [
        *town.helped(town.office, june, 8, "petition", "explained"),
        *town.helped(town.office, june, 7, "petition", "drafted"),
        *town.helped(town.office, june, 6, "petition", "submitted"),
        *town.helped(town.office, june, 9, None, "explained"),
    ]
    taken_back = town.helped(town.office, june, 1, "appeal", "explained")
    gone = town.facts.consultation_taken_back(taken_back[0], 2)
    await hear(database, [*town.places, *given, *taken_back, gone], seed)
    table = (await tables("activity", office="khutory"))["consultations"]
    rows = by(table, "tool")
    assert rows["Petition"] == {"explained": 8, "drafted": 7, "submitted": 6, "consultations": 21}
    assert rows["Something else"] == {"explained": 9, "drafted": 0, "submitted": 0, "consultations": 9}
    assert rows["Appeal"]["explained"] == 0
    assert table["total"]["consultations"] == 30


async def test_an_offices_year_with_few_is_in_no_sum(database: Database, town: Town, tables: Tables) -> None:
    june = date(2023, 6, 10)
    many = town.helped(town.office, june, 20, None, "explained")
    few = town.helped(town.third, june, 4, None, "explained")
    await hear(database, [*town.places, *many, *few])
    found = await tables("activity")
    assert found["consultations"]["total"]["consultations"] == 20
    assert [row["consultations"] for row in found["offices"]["rows"]] == [20, HIDDEN, HIDDEN]
    assert found["months"]["rows"][0]["consultations"] == 20
    lines = by((await tables("districts"))["districts"], "district")
    assert (lines["Khutory"]["consultations"], lines["Stadnytsia"]["consultations"]) == (20, HIDDEN)


@pytest.mark.parametrize("seed", [1, 2])
async def test_participations_are_visits_consultations_and_answers_each_once(
    database: Database, town: Town, tables: Tables, seed: int
) -> None:
    """A submission is made at a consultation: another reading would count it twice."""
    event = town.event(town.office, date(2023, 7, 5), 30)
    told = [
        *town.helped(town.office, date(2023, 7, 31), 10, "petition", "submitted"),
        *town.answers(event, 6),
        *town.signed_up(event, 3, 3),
        town.study(40),
        town.population(town.district, {2022: 1000, 2024: 4000}),
        town.population(town.other, {2020: 1000}),
    ]
    await hear(database, [*town.places, event, *told], seed)
    (month,) = (await tables("activity", district=town.district.code))["months"]["rows"]
    assert month["participations"] == 30 + 10 + 6 + 40
    assert month["per_1000"] == 86.0
    (whole,) = (await tables("activity"))["months"]["rows"]
    assert (whole["participations"], whole["per_1000"]) == (86, 43.0)
    (office,) = (await tables("activity", office="khutory"))["months"]["rows"]
    assert (office["answers"], office["per_1000"]) == (6, 46.0)


async def test_without_population_the_rate_is_not_known(database: Database, town: Town, tables: Tables) -> None:
    await hear(database, [*town.places, town.event(town.office, date(2023, 7, 5), 30)])
    assert (await tables("activity"))["months"]["rows"][0]["per_1000"] is None
    await hear(database, [town.population(town.district, {2023: 1000})])
    assert (await tables("activity"))["months"]["rows"][0]["per_1000"] is None
    assert (await tables("activity", district=town.district.code))["months"]["rows"][0]["per_1000"] == 30.0


async def test_events_are_shown_by_kind_tool_and_office(database: Database, town: Town, tables: Tables) -> None:
    debate = town.event(town.third, date(2023, 6, 30), 5, kind="debate", tools=[])
    held = [town.event(town.office, date(2023, 6, 1), 10), debate]
    await hear(database, [*town.places, *held])
    found = await tables("activity")
    assert by(found["kinds"], "kind") == {"Debate": {"events": 1, "visits": 5}, "Training": {"events": 1, "visits": 10}}
    assert by(found["tools"], "tool") == {"Petition": {"events_with_tool": 1}}
    assert [row["visits"] for row in found["offices"]["rows"]] == [10, 0, 5]
    there = await tables("activity", district=town.other.code, as_of="2023-06-30")
    assert [row["visits"] for row in there["offices"]["rows"]] == [5]
    assert (await tables("activity", as_of="2023-06-29"))["months"]["total"]["visits"] == 10


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_grants_and_stages_count_what_stands(database: Database, town: Town, tables: Tables, seed: int) -> None:
    await hear(database, [*town.places, *town.grants(), *town.civil_society()], seed)
    found = await tables("activity", year=2023)
    assert found["grants"]["rows"] == [{"grants": 1, "awarded": 100_000, "transferred": 60_000}]
    stages = [row["number"] for row in found["stages"]["rows"]]
    assert stages == [1, 1, 1, 1, 1, 1]
    there = await tables("district", district=town.other.code)
    assert [row["number"] for row in there["stages"]["rows"]] == [0, 0, 1, 0, 0, 0]


@pytest.mark.parametrize("name", ["activity", "districts", "reach", "district", "office-year"])
async def test_of_a_network_of_which_nothing_is_known_there_is_an_empty_report(tables: Tables, name: str) -> None:
    assert all(table["rows"] == [] for key, table in (await tables(name)).items() if key != "stages")
