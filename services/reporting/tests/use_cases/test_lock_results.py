"""A period is approved as it stands; what comes late goes to the next version, whichever fact arrives first."""

import asyncio
import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_contracts.periods import PeriodLocked
from liaison_kit import clock, telemetry
from liaison_kit.database import Database, new_id
from liaison_reporting.model.periods.period import PeriodNotKnown, days_of

from services.reporting.tests.open_data.network import REACTIONS, network, tell, told

API = "/api/reporting/v1/results/periods"
JULY = datetime(2023, 7, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    with clock.set_to(JULY):
        yield


async def lock(client: httpx.AsyncClient, period: str = "2023-06", **more: Any) -> httpx.Response:
    return await client.post(API, json={"period": period, **more})


async def shown(client: httpx.AsyncClient, period: str = "2023-06", **query: Any) -> dict[str, Any]:
    answer = await client.get(f"{API}/{period}", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def contents(database: Database) -> list[Any]:
    async with database.reading() as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql("select * from locked_period order by id")
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2024-02", "2024-02-01 2024-02-29"),
        ("2023-12", "2023-12-01 2023-12-31"),
        ("2023-Q1", "2023-01-01 2023-03-31"),
        ("2023-Q4", "2023-10-01 2023-12-31"),
        ("2023", "2023-01-01 2023-12-31"),
    ],
)
def test_the_days_of_a_period(period: str, days: str) -> None:
    assert " ".join(map(str, days_of(period))) == days


@pytest.mark.parametrize("period", ["", "2023-13", "2023-Q5", "23", "2023-6", "2023-06-01", "x2023"])
def test_what_is_no_period(period: str) -> None:
    with pytest.raises(PeriodNotKnown):
        days_of(period)


async def test_what_is_locked_is_told_and_shown(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, facts: Any
) -> None:
    everything = network(facts)
    office = everything[2]
    await tell(database, *everything)
    answer = await lock(staff)
    assert (answer.status_code, answer.headers["location"]) == (201, "/results/periods/2023-06")
    [fact] = await told(database, PeriodLocked)
    assert (fact.period, fact.version, fact.first, fact.last) == ("2023-06", 1, date(2023, 6, 1), date(2023, 6, 30))
    [place] = fact.places
    assert (place.place_id, place.name, place.name_en) == (office.id, office.name, office.name_en)
    assert place.figures == {"event_tools/petition": 3, "events/training": 3, "visits/training": 33}
    assert fact.included == {one.state.id: 2 for one in everything[4:7]}
    page = await shown(client)
    assert {(one["name"], one["locked"], one["now"]) for one in page["lines"]} == {
        ("event_tools/petition", 3, 3),
        ("events/training", 3, 3),
        ("visits/training", 33, 33),
    }
    assert (page["late"], page["changed"]) == ([], False)
    assert [one["period"] for one in (await client.get(API)).json()["periods"]] == ["2023-06"]


async def test_late_facts_leave_it_as_it_is_and_go_to_the_next_version(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, facts: Any
) -> None:
    everything = network(facts)
    office, first, gone = everything[2], everything[4], everything[5]
    await tell(database, *everything)
    await lock(staff)
    late = facts.event_held(office.id, on=date(2023, 6, 15), attendance=7, title="Пізній звіт")
    corrected = facts.event_held(office.id, on=date(2023, 6, 1), attendance=4, id=first.state.id, version=3)
    moved = facts.event_held(office.id, on=date(2023, 7, 1), attendance=2, id=gone.state.id, version=3)
    elsewhere = facts.event_held(office.id, on=date(2023, 7, 2))
    await tell(database, late, corrected, moved, elsewhere)
    page = await shown(client)
    visits = next(one for one in page["lines"] if one["name"] == "visits/training")
    assert (visits["locked"], visits["now"]) == (33, 33 + 7 + 3 - 2)
    said = {
        one["aggregate_id"]: (one["day"], one["figures"].get("visits/training"), one["before"]) for one in page["late"]
    }
    assert said == {
        str(late.state.id): ("2023-06-15", 7, None),
        str(first.state.id): ("2023-06-01", 4, {"event_tools/petition": 1, "events/training": 1, "visits/training": 1}),
        str(gone.state.id): ("2023-07-01", 2, {"event_tools/petition": 1, "events/training": 1, "visits/training": 2}),
    }
    assert (await lock(staff, version=3)).status_code == 409, "somebody has seen something else"
    assert (await lock(staff, version=2)).status_code == 201
    assert (await shown(client))["late"] == []
    assert [one["number"] for one in (await shown(client))["versions"]] == [2, 1]
    before = await shown(client, version=1)
    assert next(one["locked"] for one in before["lines"] if one["name"] == "visits/training") == 33
    assert len(before["late"]) == 3
    for language in ("uk", "en"):
        assert "Пізній звіт" in (await client.get(f"/results/periods/2023-06?version=1&lang={language}")).text


async def test_a_fact_on_its_way_is_late_whichever_arrives_first_and_whoever_rebuilds(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, facts: Any
) -> None:
    """It was recorded before the lock, and not there yet: by the time alone it would pass as locked."""
    office = facts.office()
    on_its_way_id = UUID(int=new_id().int - (60_000 << 80))
    there = facts.event_held(office.id, on=date(2023, 6, 1), attendance=10)
    on_its_way = facts.event_held(office.id, on=date(2023, 6, 2), attendance=20)
    there_id = new_id()

    async def apply(fact: Any, fact_id: Any) -> None:
        async with database.transaction() as session:
            with telemetry.tracing(telemetry.Trace(str(fact_id), fact_id)):
                await REACTIONS[type(fact)](session, fact)

    await apply(office, new_id())
    await apply(there, there_id)
    await lock(staff)
    [fact] = await told(database, PeriodLocked)
    assert fact.recorded_until is not None
    lock_id = new_id()
    pages, rows = [], []
    for order in itertools.permutations([(there, there_id), (on_its_way, on_its_way_id), (fact, lock_id)]):
        async with database.transaction() as session:
            connection = await session.connection()
            figures = ("contribution", "telling", "day_figure", "month_figure", "event_tally")
            for table in ("locked_period", *figures, "held_event"):
                await connection.exec_driver_sql(f"delete from {table}")
        for one, fact_id in order:
            await apply(one, fact_id)
        pages.append(await shown(client))
        rows.append(await contents(database))
    assert all(page == pages[0] for page in pages)
    assert all(row == rows[0] for row in rows)
    [late] = pages[0]["late"]
    assert late["aggregate_id"] == str(on_its_way.state.id)
    assert datetime.fromisoformat(late["recorded_at"]) < fact.recorded_until, "it was recorded before all that is in"
    visits = next(one for one in pages[0]["lines"] if one["name"] == "visits/training")
    assert (visits["locked"], visits["now"]) == (10, 30)


async def test_what_was_noted_at_once_is_what_the_fact_keeps(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, facts: Any
) -> None:
    """Whoever locks twice before the fact has come back is told so; when it comes, nothing else changes."""
    await tell(database, *network(facts))
    assert (await lock(staff)).status_code == 201
    again = await lock(staff)
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "nothing-came-since")
    before = await shown(client)
    await tell(database, *await told(database, PeriodLocked))
    after = await shown(client)
    assert after == before
    [row] = await contents(database)
    assert row[1] == 1


async def test_two_at_once_make_two_versions_or_one(staff: httpx.AsyncClient, database: Database, facts: Any) -> None:
    await tell(database, *network(facts))
    answers = await asyncio.gather(*(lock(staff) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert [one.version for one in await told(database, PeriodLocked)] == [1]


async def test_people_helped_are_locked_by_years_alone_and_only_five_or_more(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, facts: Any
) -> None:
    await tell(database, *network(facts))
    with clock.set_to(datetime(2025, 2, 1, tzinfo=UTC)):
        for period in ("2023", "2024", "2024-Q3", "2024-07"):
            assert (await lock(staff, period)).status_code == 201
    found = {fact.period: [one.consultations for one in fact.places] for fact in await told(database, PeriodLocked)}
    assert found == {"2023": [None, None, None], "2024": [5], "2024-Q3": [], "2024-07": []}
    assert [one["consultations"] for one in (await shown(client, "2024"))["people"]] == [5]


async def test_late_consultations_of_a_locked_year_are_shown_and_go_to_the_next_version(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, facts: Any
) -> None:
    everything = network(facts)
    office = everything[2]
    await tell(database, *everything)

    async def people(period: str) -> tuple[bool, list[tuple[int | None, int | None]]]:
        page = await shown(client, period)
        return page["changed"], [(one["consultations"], one["now"]) for one in page["people"]]

    with clock.set_to(datetime(2025, 2, 1, tzinfo=UTC)):
        for period in ("2023", "2024"):
            assert (await lock(staff, period)).status_code == 201
        assert (await people("2023"), await people("2024")) == ((False, []), (False, [(5, 5)]))
        for day in (date(2023, 8, 1), date(2024, 8, 1)):
            await tell(database, facts.consultation_given(office.id, on=day))
        assert (await people("2023"), await people("2024")) == ((True, [(None, 5)]), (True, [(5, 6)]))
        text = (await client.get("/results/periods/2023?lang=en")).text
        assert ("Approve and lock version 2" in text, "Fewer than five" in text) == (True, True)
        for period in ("2023", "2024"):
            assert (await lock(staff, period, version=2)).status_code == 201
        assert (await people("2023"), await people("2024")) == ((False, [(5, 5)]), (False, [(6, 6)]))


async def test_another_name_of_an_office_is_no_change(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, facts: Any
) -> None:
    everything = network(facts)
    await tell(database, *everything)
    assert (await lock(staff)).status_code == 201
    await tell(database, everything[2].model_copy(update={"version": 9, "name": "Інша", "name_en": "Another"}))
    assert (await shown(client))["changed"] is False
    assert (await lock(staff)).status_code == 409


@pytest.mark.parametrize(("period", "status"), [("2023-07", 409), ("2023-Q3", 409), ("2023", 409), ("June", 422)])
async def test_what_is_not_over_or_no_period_is_refused(
    staff: httpx.AsyncClient, period: str, status: int, database: Database
) -> None:
    answer = await lock(staff, period)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (status, ["period"])
    assert await told(database, PeriodLocked) == []


@pytest.mark.parametrize(
    "who", [{"roles": [Role.WORKER]}, {"roles": [Role.COORDINATOR], "whole_network": False, "offices": []}]
)
async def test_only_the_networks_coordinators_lock(signed_in: Any, who: dict[str, Any]) -> None:
    assert (await lock(await signed_in(**who))).status_code == 403
