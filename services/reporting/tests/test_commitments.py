"""A city with two commitments and other targets: by configuration only."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest_asyncio
from liaison_contracts.registry import ProgrammeState
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_reporting.reactions.on_programme_state import on_programme_state

from services.reporting.tests.story import Story, hear

RESULTS = "/api/reporting/v1/results"


def target(key: str, goal: int, **more: Any) -> dict[str, Any]:
    return {"key": key, "title": f"Ціль {key}", "title_en": f"Target {key}", "goal": goal} | more


@pytest_asyncio.fixture
async def second(facts, database: Database) -> AsyncIterator[ProgrammeState]:
    """After the first commitment came another one, with other targets, one of them of a kind that is not counted."""
    programme: ProgrammeState = facts.programme(
        code="UAVNT0009",
        title="Друга мережа",
        title_en="A second network",
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 12, 31),
        targets=[target("csos_created", 2), target("events_held", 40, by="2024-06-30"), target("trees_planted", 100)],
        milestones=[facts.milestone(1, date(2024, 6, 30), "in_progress")],
    )
    story = Story(facts)
    await hear(database, story.told)
    async with database.transaction() as session:
        await on_programme_state(session, programme)
    with clock.set_to(datetime(2024, 7, 15, 9, tzinfo=UTC)):
        yield programme


async def numbers(client: httpx.AsyncClient, **asked: str) -> dict[str, tuple[int | None, int | None]]:
    results = (await client.get(RESULTS, params=asked)).json()["results"]
    return {one["key"]: (one["now"], one["goal"]) for one in results}


async def test_each_has_the_numbers_since_its_first_day_against_its_own_targets(
    client: httpx.AsyncClient, second: ProgrammeState
) -> None:
    newest, first = await numbers(client), await numbers(client, programme="UAVNT0004")
    assert newest == await numbers(client, programme=second.code)
    assert (first["csos_created"], newest["csos_created"]) == ((4, 3), (1, 2))
    assert (first["offices_opened"], newest["offices_opened"]) == ((3, 3), (0, None))
    assert first["events_per_office"] == (3, 3)
    assert "events_per_office" not in newest
    assert newest["events_held"] == (8, 40)
    assert newest["trees_planted"] == (None, 100)


async def test_a_target_with_a_last_day_of_its_own_is_over_then(
    client: httpx.AsyncClient, second: ProgrammeState
) -> None:
    [events] = [one for one in (await client.get(RESULTS)).json()["results"] if one["key"] == "events_held"]
    assert (events["by"], events["after_end"], events["forecast"]) == ("2024-06-30", 0, None)


async def test_the_page_offers_both_and_shows_the_one_that_began_last(
    client: httpx.AsyncClient, second: ProgrammeState
) -> None:
    page = (await client.get("/results?lang=en")).text
    assert "A second network" in page
    assert "/results?programme=UAVNT0004" in page
    assert "Target trees_planted" in page
    other = (await client.get("/results?lang=en&programme=UAVNT0004")).text
    assert "Target trees_planted" not in other
    assert "programme=UAVNT0004" in other  # the facts behind a number are of the same commitment
    assert 'name="programme" value="UAVNT0004"' in other


async def test_a_commitment_that_has_not_begun_is_offered_but_not_the_current_one(
    client: httpx.AsyncClient, second: ProgrammeState
) -> None:
    with clock.set_to(datetime(2023, 12, 31, 12, tzinfo=UTC)):
        found = (await client.get(RESULTS)).json()
    assert found["programme"]["code"] == "UAVNT0004"
    assert [one["code"] for one in found["programmes"]] == ["UAVNT0009", "UAVNT0004"]


async def test_one_that_is_not_there_is_not_found(client: httpx.AsyncClient, second: ProgrammeState) -> None:
    assert (await client.get("/results?programme=UAVNT9999")).status_code == 404


async def test_facts_behind_a_number_are_those_since_the_commitment_began(
    client: httpx.AsyncClient, second: ProgrammeState
) -> None:
    mine = (await client.get(f"{RESULTS}/facts/csos_created")).json()["facts"]
    first = (await client.get(f"{RESULTS}/facts/csos_created?programme=UAVNT0004")).json()["facts"]
    assert (len(mine), len([one for one in first if one["counts"]])) == (1, 4)


async def test_after_the_next_one_has_begun_the_documents_of_the_one_before_can_still_be_had(
    client: httpx.AsyncClient, second: ProgrammeState
) -> None:
    page = (await client.get("/results?lang=en&programme=UAVNT0004")).text
    for name in ("scorecard", "ogp-form", "council-quarter"):
        address = f"/results/reports/{name}?programme=UAVNT0004"
        assert f'href="{address}"' in page
        shown = (await client.get(f"/api/reporting/v1{address}")).json()
        tables = {table["key"]: table["rows"] for table in shown["tables"]}
        results = next(rows for key, rows in tables.items() if key.endswith("results"))
        found = {row["result"].get("text"): (row["now"], row["goal"]) for row in results}
        assert found["Offices opened"] == (3, 3)
        assert shown["about"]["name_en"] != second.title_en
        offered = (await client.get(f"{address}&lang=en")).text
        assert '<option value="UAVNT0004" selected>' in offered
        assert re.search(rf'"/data/reports/{name}\.pdf\?[^"]*programme=UAVNT0004', offered)
        assert (await client.get(f"/results/reports/{name}?programme=UAVNT9999")).status_code == 404
    form = (await client.get(f"{RESULTS}/reports/ogp-form?programme=UAVNT0004")).json()["tables"][0]["rows"]
    assert [row["value"] for row in form if row["field"]["text"] == "Identifier in OGP"] == ["UAVNT0004"]
