"""A report, on its page and as a file."""

import html
import re
from datetime import UTC, date, datetime

import httpx
import pytest
import pytest_asyncio
from liaison_contracts.registry import OfficeState
from liaison_kit.database import Database
from liaison_kit.tables import ParkedRow
from liaison_reporting.model.reports.known import REPORTS
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


async def test_the_page_says_how_many_facts_it_lacks(
    client: httpx.AsyncClient, database: Database, office: OfficeState
) -> None:
    page = {"lang": "en"}
    assert "could not be applied" not in (await client.get("/results/reports/activity", params=page)).text
    async with database.transaction() as session:
        for offset, dropped_at in enumerate((None, datetime(2024, 1, 1, tzinfo=UTC))):
            lost = {"topic": "EventHeld", "partition": 0, "offset": offset, "headers": [], "reason": "x"}
            session.add(ParkedRow(**lost, dropped_at=dropped_at))
    shown = (await client.get("/results/reports/activity", params=page)).text
    assert "1 fact has arrived that could not be applied: it is missing here." in shown


async def test_every_report_is_listed_and_asks_for_what_it_takes(
    client: httpx.AsyncClient, office: OfficeState
) -> None:
    listed = (await client.get("/results/reports")).text
    for name, kind in REPORTS.items():
        assert f'href="/results/reports/{name}"' in listed
        page = (await client.get(f"/results/reports/{name}")).text
        assert set(re.findall(r'<(?:select|input)[^>]* name="(\w+)"', page)) == set(kind.takes)


@pytest.mark.parametrize("lang", ["uk", "en"])
async def test_files_are_of_the_same_part_and_named_after_it(
    client: httpx.AsyncClient, office: OfficeState, lang: str
) -> None:
    page = (await client.get(f"/results/reports/activity?year=2023&office={office.slug}&lang={lang}")).text
    links = [html.unescape(one) for one in re.findall(r'href="(/data/reports/[^"]*)"', page)]
    assert len(links) == 5
    names = set()
    for link in links:
        file = await client.get(link)
        assert file.status_code == 200
        names.add(file.headers["content-disposition"])
    forms = ("csv", "json", "pdf", "xlsx")
    assert names == {f'attachment; filename="liaison-activity-2023-khutory.{form}"' for form in forms}
    [for_excel] = [link for link in links if "bom" in link]
    assert (await client.get(for_excel)).content.startswith(b"\xef\xbb\xbf")


async def test_a_report_about_one_asks_which(client: httpx.AsyncClient, office: OfficeState) -> None:
    page = (await client.get("/results/reports/office-year?lang=en")).text
    assert "Choose an office above" in page
    assert "/data/reports/office-year" not in page
