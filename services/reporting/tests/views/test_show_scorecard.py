"""The scorecard of the commitment."""

from datetime import date, datetime

import httpx
import pytest
import pytest_asyncio
from liaison_contracts.registry import OfficeState, OfficeStatus
from liaison_kit import clock
from liaison_kit.clock import KYIV
from liaison_kit.database import Database, new_id
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from liaison_reporting.reactions.on_district_state import on_district_state
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_office_state import on_office_state
from liaison_reporting.reactions.on_programme_state import on_programme_state

RESULTS = "/api/reporting/v1/results"


@pytest_asyncio.fixture
async def office(database: Database, facts) -> OfficeState:
    """A network of eight districts, told in no good order: events before their office, all before the commitment."""
    districts = [facts.district() for _ in range(8)]
    opened: OfficeState = facts.office(district_id=districts[0].id)
    async with database.transaction() as session:
        for held_on in (date(2023, 5, 14), date(2023, 5, 15), date(2024, 5, 14), date(2024, 5, 15)):
            await on_event_held(session, facts.event_held(opened.id, on=held_on, attendance=3))
        await on_event_held(session, facts.event_held(new_id()))
        await on_office_state(session, opened)
        await on_office_state(session, facts.planned_office(slug="stadnytsia", district_id=districts[1].id))
        await on_cso_registered(session, facts.cso_registered())
        await on_cso_registered(session, facts.cso_registered(with_help=False))
        for district in districts:
            await on_district_state(session, district)
        await on_programme_state(session, facts.programme())
    return opened


async def test_before_the_import_everything_is_zero_and_the_page_says_what_to_do(client: httpx.AsyncClient) -> None:
    results = (await client.get(RESULTS)).json()
    assert (results["programme"], results["offices_opened"]) == (None, {"now": 0, "goal": None})
    assert (results["offices"], results["milestones"], results["current_to"]) == ([], [], None)
    page = await client.get("/results")
    assert page.status_code == 200
    assert "Імпортуйте мережу" in page.text
    assert "Жодного факту ще не надійшло." in page.text


async def test_an_office_closed_for_good_has_still_been_opened_but_covers_its_district_no_more(
    client: httpx.AsyncClient, database: Database, office: OfficeState, facts
) -> None:
    closed = {"version": 3, "closed_on": date(2024, 6, 1), "notice": "Закрито"}
    async with database.transaction() as session:
        await on_office_state(session, office.model_copy(update=closed | {"status": OfficeStatus.CLOSED}))
    before = (await client.get(RESULTS, params={"as_of": "2024-05-31"})).json()
    after = (await client.get(RESULTS, params={"as_of": "2024-06-01"})).json()
    assert (before["offices_opened"]["now"], before["districts_covered"]["now"]) == (1, 1)
    assert (after["offices_opened"]["now"], after["districts_covered"]["now"]) == (1, 0)
    assert after["offices"][0]["events_held"] == before["offices"][0]["events_held"] == {"now": 2, "goal": 15}
    assert "Закрито назавжди" in (await client.get("/results")).text


async def test_offices_and_districts_are_two_numbers(client: httpx.AsyncClient, office: OfficeState) -> None:
    results = (await client.get(RESULTS)).json()
    assert results["offices_opened"] == {"now": 1, "goal": 3}
    assert results["districts_covered"] == {"now": 1, "goal": 8}


async def test_only_organisations_founded_with_help_count(client: httpx.AsyncClient, office: OfficeState) -> None:
    results = (await client.get(RESULTS)).json()
    assert results["csos_created"] == {"now": 1, "goal": 3}
    assert results["csos_without_help"] == 1


async def test_only_the_first_years_events_count_for_the_promise(
    client: httpx.AsyncClient, office: OfficeState
) -> None:
    [line] = (await client.get(RESULTS)).json()["offices"]
    assert line["office_id"] == str(office.id)
    assert line["events_held"] == {"now": 2, "goal": 15}
    assert line["counts_before"] == "2024-05-15"
    assert (line["events_in_all"], line["attendance"]) == (4, 12)


async def test_milestones_come_in_their_order_with_days_overdue(client: httpx.AsyncClient, office: OfficeState) -> None:
    with clock.set_to(datetime(2022, 1, 10, tzinfo=KYIV)):
        results = (await client.get(RESULTS)).json()
    lines = [(line["number"], line["status"], line["overdue_days"]) for line in results["milestones"]]
    assert lines == [(1, "stuck", 10), (2, "finished", 0)]


async def test_a_past_day_shows_what_had_happened_by_then(client: httpx.AsyncClient, office: OfficeState) -> None:
    results = (await client.get(RESULTS, params={"as_of": "2023-05-15"})).json()
    assert results["offices"][0]["events_held"]["now"] == 1
    assert results["csos_created"]["now"] == 0
    before = (await client.get(RESULTS, params={"as_of": "2023-05-14"})).json()
    assert before["offices_opened"]["now"] == 0


async def test_a_day_to_come_is_today(client: httpx.AsyncClient, office: OfficeState) -> None:
    with clock.set_to(datetime(2023, 6, 1, 12, tzinfo=KYIV)):
        results = (await client.get(RESULTS, params={"as_of": "2999-01-01"})).json()
    assert results["as_of"] == "2023-06-01"


async def test_an_emptied_day_field_means_today(client: httpx.AsyncClient, office: OfficeState) -> None:
    page = await client.get("/results?as_of=")
    assert page.status_code == 200


async def test_a_broken_day_is_refused(client: httpx.AsyncClient, office: OfficeState) -> None:
    answer = await client.get(RESULTS, params={"as_of": "yesterday"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "as_of"


async def test_the_page_shows_numbers_definitions_and_how_current_it_is(
    client: httpx.AsyncClient, office: OfficeState
) -> None:
    page = (await client.get("/results?lang=en")).text
    for text in (
        "A network of liaison offices",
        "1 more was registered without help",
        "The commitment ended earlier; the count goes on.",
        "years overdue",
        "How it is counted",
        "Last updated on",
        "Institute for Urban Development",
        "/results/offices/khutory",
    ):
        assert text in page, text


async def test_the_page_is_ukrainian_first(client: httpx.AsyncClient, office: OfficeState) -> None:
    page = (await client.get("/results")).text
    assert "Чого досягла мережа" in page
    assert "старостинських округів, де є відкритий офіс" in page
    assert "прострочено на" in page


async def test_the_page_of_a_past_day_leads_to_what_was_known_then_and_to_the_facts(
    client: httpx.AsyncClient, office: OfficeState
) -> None:
    page = (await client.get("/results?as_of=2024-05-14&lang=en")).text
    assert "/results?as_of=2024-05-14&amp;known=2024-05-14" in page
    assert "/results/facts/events_in_first_year?office=khutory&amp;as_of=2024-05-14" in page
    assert "/results/facts/csos_created?as_of=2024-05-14" in page
    assert "Forecast: 2 by" in page
    known = (await client.get("/results?as_of=2024-05-14&known=2024-05-14&lang=en")).text
    assert "without what was told or corrected later." in known  # told today, in truth
    assert "it was 0; today it is known to be 1." in known


async def test_a_result_that_nobody_can_know_yet_is_said_to_be_unknown(
    client: httpx.AsyncClient, office: OfficeState
) -> None:
    results = {one["key"]: one for one in (await client.get(RESULTS)).json()["results"]}
    assert results["activity"]["now"] is None
    assert "not known" in (await client.get("/results?lang=en")).text


@pytest.mark.parametrize("field", ["as_of", "known", "first", "last"])
@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
async def test_a_day_that_cannot_be_is_refused_by_name(
    client: httpx.AsyncClient, office: OfficeState, field: str, day: str
) -> None:
    for address in (RESULTS, f"{RESULTS}/reports/scorecard", f"{RESULTS}/facts/csos_created"):
        answer = await client.get(address, params={field: day})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
        assert answer.json()["errors"][0]["message"].startswith(("Enter at least 2000", "Enter at most 9998"))
