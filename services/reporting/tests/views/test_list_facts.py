"""The facts behind a number."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.rates import Limits
from liaison_kit.settings import Rates, Settings
from liaison_reporting.model.contributions import figures
from liaison_reporting.model.reports.report import Asked

from services.reporting.tests.story import Story, hear

RESULTS = "/api/reporting/v1/results"
DAYS = ["2022-06-30", "2023-05-15", "2023-08-01", "2023-12-31", "2024-03-15", "2024-06-30"]
LISTED = ["offices_opened", "places_chosen", "concept_adopted", "staff_trained", "csos_created"]


@pytest_asyncio.fixture
async def story(facts, database: Database) -> AsyncIterator[Story]:
    told = Story(facts)
    await hear(database, told.told)
    with clock.set_to(datetime(2024, 7, 15, 9, tzinfo=UTC)):
        yield told


async def facts_of(client: httpx.AsyncClient, figure: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"{RESULTS}/facts/{figure}", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["facts"]
    return found


@pytest.mark.parametrize("known", [{}, {"known": "2023-08-01"}], ids=["all", "known-then"])
async def test_as_many_facts_count_as_the_number_says(
    client: httpx.AsyncClient, story: Story, known: dict[str, str]
) -> None:
    for day in DAYS:
        asked = {"as_of": day} | known
        scorecard = (await client.get(RESULTS, params=asked)).json()
        numbers = {one["key"]: one["now"] for one in scorecard["results"]}
        for figure in LISTED:
            counted = [one for one in await facts_of(client, figure, **asked) if one["counts"]]
            assert len(counted) == numbers[figure], (day, figure)
        without = await facts_of(client, "csos_without_help", **asked)
        assert len(without) == scorecard["csos_without_help"]
        for office in scorecard["offices"]:
            held = await facts_of(client, "events_in_first_year", office=office["slug"], **asked)
            assert sum(one["counts"] for one in held) == office["events_held"]["now"], (day, office["slug"])


async def test_what_was_corrected_says_what_had_been_told_and_when(client: httpx.AsyncClient, story: Story) -> None:
    held = await facts_of(client, "events_in_first_year", office="stadnytsia", as_of="2023-07-31")
    [corrected] = [one for one in held if one["earlier"]]
    assert (corrected["type"], corrected["occurred_on"], corrected["visits"]) == (
        "EventReportCorrected",
        "2023-07-15",
        25,
    )
    assert corrected["recorded_at"] == "2023-07-20T09:00:00Z"
    assert corrected["earlier"] == [{"recorded_at": "2023-07-15T18:00:00Z", "occurred_on": "2023-07-15", "visits": 10}]
    page = await client.get("/results/facts/events_in_first_year?office=stadnytsia&as_of=2023-07-31&lang=en")
    assert re.search(r"As told on 15.July.2023 it was: 15.July.2023, 10.visits", page.text)
    [moved] = [one for one in await facts_of(client, "events_in_first_year", office="khutory") if one["earlier"]]
    assert (moved["occurred_on"], [one["occurred_on"] for one in moved["earlier"]]) == ("2024-05-14", ["2024-05-15"])


async def test_what_was_one_with_another_is_listed_and_does_not_count(client: httpx.AsyncClient, story: Story) -> None:
    found = await facts_of(client, "csos_created", as_of="2023-12-31")
    assert [(one["type"], one["counts"]) for one in found].count(("CSOsMerged", False)) == 1
    [kept] = [one for one in found if one["type"] == "CSOsMerged" and one["counts"]]
    assert kept["earlier"] == []  # nothing of it was told otherwise
    then = await facts_of(client, "csos_created", as_of="2023-12-31", known="2023-08-31")
    assert [(one["type"], one["counts"]) for one in then] == [("CSORegistered", True)] * 2


async def test_of_people_only_the_days_are_told(client: httpx.AsyncClient, story: Story) -> None:
    accounts = {str(one.record.account_id) for one in story.told if hasattr(one.record, "account_id")}
    answer = await client.get(f"{RESULTS}/facts/staff_trained")
    assert [one["counts"] for one in answer.json()["facts"]] == [True, True, False, True, True]
    assert accounts
    assert not any(one in answer.text for one in accounts)


async def test_each_fact_leads_to_what_it_is_about(client: httpx.AsyncClient, story: Story) -> None:
    assert (await facts_of(client, "offices_opened"))[-1]["link"] == "/results/offices/khutory"
    assert (await facts_of(client, "events_held"))[0]["link"].startswith("/events/")
    assert (await facts_of(client, "csos_created"))[0]["link"] == "/cso/14360570"
    assert (await facts_of(client, "milestones"))[0]["link"] == "/programme"
    assert [one["title_en"] for one in await facts_of(client, "concept_adopted")] == ["Needs"]
    assert "OfficeClosed" in {one["type"] for one in await facts_of(client, "districts_covered")}


async def test_they_come_in_pages_of_fifty(client: httpx.AsyncClient, story: Story) -> None:
    first = (await client.get(f"{RESULTS}/facts/events_held?known=2024-07-01")).json()
    second = (await client.get(f"{RESULTS}/facts/events_held?known=2024-07-01&page=2")).json()
    assert (first["pages"], len(first["facts"]), second["number"], len(second["facts"])) == (2, 50, 2, 2)
    assert first["facts"][0]["occurred_on"] > second["facts"][-1]["occurred_on"]
    page = await client.get("/results/facts/events_held?known=2024-07-01")
    assert "/results/facts/events_held?known=2024-07-01&amp;page=2" in page.text


async def test_a_number_or_an_office_that_is_not_there_is_not_found(client: httpx.AsyncClient, story: Story) -> None:
    for address in ("activity", "consultations", "moon", "events_held?office=moon", "events_held?programme=MOON"):
        assert (await client.get(f"{RESULTS}/facts/{address}")).status_code == 404


async def test_before_anything_was_told_the_page_says_so(client: httpx.AsyncClient) -> None:
    page = await client.get("/results/facts/offices_opened?lang=en")
    assert "No fact has told of it by that day." in page.text


async def test_what_was_known_on_a_day_may_be_asked_as_often_as_files_and_no_oftener(
    app: FastAPI, client: httpx.AsyncClient, settings: Settings
) -> None:
    strict = settings.model_copy(update={"rates": Rates(export=1), "demo": False})
    for address in (RESULTS, f"{RESULTS}/facts/events_held", f"{RESULTS}/reports/reach"):
        app.state.limits = Limits(strict)
        answers = [await client.get(f"{address}?known=2024-01-01") for _ in range(2)]
        assert [one.status_code for one in answers] == [200, 429]
        assert (await client.get(address)).status_code == 200


def test_what_is_known_at_the_end_of_today_is_what_is_known_now() -> None:
    with clock.set_to(datetime(2024, 7, 15, 9, tzinfo=UTC)):
        days = [Asked(known=date(2024, 7, day)).known_until for day in (14, 15, 16)]
    assert days == [datetime(2024, 7, 14, 20, 59, 59, 999999, tzinfo=UTC), None, None]


def test_figures_of_an_earlier_moment_read_the_tellings_of_their_own_families_alone() -> None:
    assert "telling.family IN" in str(figures(datetime(2024, 7, 15, tzinfo=UTC), "events").element)
