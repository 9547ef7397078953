"""A report, on its page and as a file."""

from datetime import date

import httpx
import pytest_asyncio
from liaison_contracts.registry import OfficeState
from liaison_kit.database import Database
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_event_report_corrected import on_event_report_corrected
from liaison_reporting.reactions.on_office_state import on_office_state
from liaison_reporting.reactions.on_programme_state import on_programme_state

REPORT = "/api/reporting/v1/results/reports/activity"


@pytest_asyncio.fixture
async def office(database: Database, facts) -> OfficeState:
    opened: OfficeState = facts.office()
    async with database.transaction() as session:
        await on_office_state(session, opened)
        held = facts.event_held(opened.id, on=date(2023, 6, 30), attendance=10)
        await on_event_held(session, held)
        corrected = held.model_dump() | {"attendance": 12, "state": held.state.model_copy(update={"version": 3})}
        await on_event_report_corrected(session, facts.event_report_corrected(corrected))
        await on_event_held(session, facts.event_held(opened.id, on=date(2023, 7, 1), attendance=20))
    return opened


async def test_each_month_has_its_events_and_visits_as_corrected(
    client: httpx.AsyncClient, office: OfficeState
) -> None:
    table = (await client.get(REPORT)).json()["tables"][0]
    assert [(row["month"], row["events"], row["visits"]) for row in table["rows"]] == [
        ("2023-06-01", 1, 12),
        ("2023-07-01", 1, 20),
    ]
    assert (table["total"]["events"], table["total"]["visits"]) == (2, 32)


async def test_the_page_and_the_csv_say_the_same(client: httpx.AsyncClient, office: OfficeState) -> None:
    page = await client.get("/results/reports/activity", params={"office": office.slug})
    assert "червень 2023" in page.text
    file = await client.get("/data/reports/activity.csv?lang=en")
    lines = [line.split(",")[:3] for line in file.text.splitlines()[1:5]]
    june, july = ["2023-06", "1", "12"], ["2023-07", "1", "20"]
    assert lines == [["Month", "Events held", "Visits"], june, july, ["Total", "2", "32"]]


async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/results/reports/nothing")).status_code == 404
    assert (await client.get("/results/reports/activity?office=nowhere")).status_code == 404


async def test_the_scorecard_is_a_report_with_the_numbers_of_its_page(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    async with database.transaction() as session:
        await on_programme_state(session, facts.programme())
    asked = {"as_of": "2023-12-31"}
    page = (await client.get("/api/reporting/v1/results", params=asked)).json()
    report = (await client.get(REPORT.replace("activity", "scorecard"), params=asked)).json()
    tables = {table["key"]: table for table in report["tables"]}
    results = [(one["now"], one["goal"], one["forecast"], one["after_end"]) for one in page["results"]]
    columns = ("now", "goal", "forecast", "after_end")
    assert [tuple(row[name] for name in columns) for row in tables["results"]["rows"]] == results
    [line] = tables["offices"]["rows"]
    assert (line["first_year"], line["goal"], line["visits"]) == (2, 15, 32)
    assert [row["status"] for row in tables["milestones"]["rows"]] == [None, None]  # nobody told of a past day
    [proposed] = tables["completion"]["rows"]
    assert (proposed["said"]["text"], proposed["level"]["text"]) == ("Proposed by the rules", "Limited")
    file = await client.get("/data/reports/scorecard.csv?lang=en&as_of=2023-12-31")
    assert "Residents' activity increases,not known,not known" in file.text
