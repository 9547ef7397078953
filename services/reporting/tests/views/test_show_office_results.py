"""What one office achieved."""

from datetime import date
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from liaison_contracts.registry import OfficeState
from liaison_kit.database import Database, new_id
from liaison_reporting.reactions.on_consultation_given import on_consultation_given
from liaison_reporting.reactions.on_consultation_taken_back import on_consultation_taken_back
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_office_state import on_office_state
from liaison_reporting.reactions.on_programme_state import on_programme_state
from liaison_reporting.views import show_office_results

RESULTS = "/api/reporting/v1/results/offices/khutory"


@pytest_asyncio.fixture
async def office(database: Database, facts) -> OfficeState:
    opened: OfficeState = facts.office()
    async with database.transaction() as session:
        await on_office_state(session, opened)
        await on_programme_state(session, facts.programme())
    return opened


async def test_events_come_by_month_with_the_quiet_ones_between(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    async with database.transaction() as session:
        for held_on in (date(2023, 11, 30), date(2023, 11, 2), date(2024, 1, 5)):
            await on_event_held(session, facts.event_held(office.id, on=held_on, attendance=10))
    results = (await client.get(RESULTS)).json()
    assert results["months"] == [
        {"month": "2023-11-01", "events": 2, "attendance": 20},
        {"month": "2023-12-01", "events": 0, "attendance": 0},
        {"month": "2024-01-01", "events": 1, "attendance": 10},
    ]
    assert results["events_held"] == {"now": 3, "goal": 15}
    assert [event["held_on"] for event in results["events"]] == ["2024-01-05", "2023-11-30", "2023-11-02"]


async def test_the_page_names_each_event_with_its_kind_and_tools(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    async with database.transaction() as session:
        await on_event_held(session, facts.event_held(office.id, tools=["petition", "public_hearing"]))
        await on_event_held(session, facts.event_held(office.id, on=date(2025, 1, 1), tools=[]))
    page = (await client.get("/results/offices/khutory")).text
    for text in ("Як подати петицію", "Тренінг", "Петиція, Громадські слухання", "червень 2023", "поза першим роком"):
        assert text in page, text


async def test_an_office_without_events_says_how_they_get_there(client: httpx.AsyncClient, office: OfficeState) -> None:
    page = (await client.get("/results/offices/khutory")).text
    assert "Тут ще не провели жодної події." in page


async def test_a_planned_office_says_that_it_is_not_open(client: httpx.AsyncClient, database: Database, facts) -> None:
    async with database.transaction() as session:
        await on_office_state(session, facts.planned_office())
    page = await client.get("/results/offices/khutory")
    assert page.status_code == 200
    assert "Цей офіс ще не відкрито." in page.text


async def test_an_unknown_office_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/results/offices/nowhere")).status_code == 404


async def consult(database: Database, facts, office_id: UUID, times: dict[int, int]) -> None:
    """So many consultations in each year."""
    async with database.transaction() as session:
        for year, number in times.items():
            for day in range(number):
                fact = facts.consultation_given(office_id, on=date(year, 6, day + 1))
                await on_consultation_given(session, fact)


async def test_it_shows_how_many_consultations_were_given_in_the_chosen_period(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    await consult(database, facts, office.id, {2023: 12, 2024: 5})
    await consult(database, facts, new_id(), {2023: 20})
    async with database.transaction() as session:
        mistake = facts.consultation_given(office.id, on=date(2023, 12, 1))
        await on_consultation_given(session, mistake)
        await on_consultation_taken_back(session, facts.consultation_taken_back(mistake, 2))
    found = {year: (await client.get(f"{RESULTS}?year={year}")).json() for year in ("", 2023, 2024)}
    assert {year: one["consultations"] for year, one in found.items()} == {"": 17, 2023: 12, 2024: 5}
    assert (found[""]["year"], found[2023]["year"], found[""]["years"]) == (None, 2023, [2024, 2023])
    page = (await client.get("/results/offices/khutory?year=2023&lang=en")).text
    assert "<strong>12</strong>" in page
    assert "consultations given in 2023" in page
    assert 'href="/results/offices/khutory?year=2024"' in page


async def test_fewer_than_five_in_a_year_are_hidden_and_no_sum_tells_them(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    await consult(database, facts, office.id, {2023: 12, 2028: 4})
    found = {year: (await client.get(f"{RESULTS}?year={year}")).json() for year in ("", 2023, 2028, 2029)}
    assert {year: one["consultations"] for year, one in found.items()} == {"": 12, 2023: 12, 2028: None, 2029: None}
    assert found[""]["years"] == [2023]
    few, none = [
        (await client.get(f"/results/offices/khutory?year={year}&lang=uk")).text.replace(str(year), "")
        for year in (2028, 2029)
    ]
    assert "Менше п’яти консультацій" in few
    assert few == none, "nobody sees whether somebody came"


async def test_events_are_those_of_the_chosen_period_and_the_promise_stays_that_of_the_first_year(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    async with database.transaction() as session:
        for held_on in (date(2023, 11, 30), date(2024, 1, 5), date(2024, 2, 1)):
            await on_event_held(session, facts.event_held(office.id, on=held_on, attendance=10))
    found = (await client.get(f"{RESULTS}?year=2024")).json()
    assert [one["held_on"] for one in found["events"]] == ["2024-02-01", "2024-01-05"]
    assert [one["month"] for one in found["months"]] == ["2024-01-01", "2024-02-01"]
    assert (found["attendance"], found["events_held"]["now"], found["years"]) == (20, 3, [2024, 2023])
    quiet = (await client.get("/results/offices/khutory?year=2025&lang=uk")).text
    assert "Того року тут не провели жодної події." in quiet


async def test_events_come_in_pages_and_sums_are_of_them_all(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show_office_results, "ON_A_PAGE", 2)
    async with database.transaction() as session:
        for day in range(1, 6):
            await on_event_held(session, facts.event_held(office.id, on=date(2023, 11, day), attendance=10))
    found = [(await client.get(f"{RESULTS}?year=2023&page={page}")).json() for page in (1, 2, 3, 4)]
    assert [[one["held_on"][-2:] for one in page["events"]] for page in found] == [
        ["05", "04"],
        ["03", "02"],
        ["01"],
        [],
    ]
    sums = (3, 50, [{"month": "2023-11-01", "events": 5, "attendance": 50}], {"now": 5, "goal": 15})
    for page in found:
        assert (page["pages"], page["attendance"], page["months"], page["events_held"]) == sums
    page = (await client.get("/results/offices/khutory?year=2023&page=2&lang=en")).text
    assert 'href="/results/offices/khutory?year=2023&amp;page=3"' in page
    assert (await client.get(f"{RESULTS}?page=0")).json()["errors"][0]["field"] == "page"


@pytest.mark.parametrize("year", ["1999", "9999", "x"])
async def test_a_year_that_cannot_be_is_refused(client: httpx.AsyncClient, office: OfficeState, year: str) -> None:
    answer = await client.get(f"{RESULTS}?year={year}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "year")


async def test_a_planned_office_speaks_of_no_consultations(
    client: httpx.AsyncClient, database: Database, facts
) -> None:
    async with database.transaction() as session:
        await on_office_state(session, facts.planned_office())
    assert "онсультаці" not in (await client.get("/results/offices/khutory?lang=uk")).text
