"""What other services tell never runs in the browser of whoever reads a result."""

import httpx
from liaison_kit.database import Database
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from liaison_reporting.reactions.on_district_state import on_district_state
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_office_state import on_office_state
from liaison_reporting.reactions.on_programme_state import on_programme_state

from tests.attacks.markup import ALL, running_in


async def test_no_result_runs_what_was_written(client: httpx.AsyncClient, database: Database, facts) -> None:
    names = {"name": ALL, "name_en": ALL}
    office = facts.office(**names, district_name=ALL, district_name_en=ALL, address=ALL, address_en=ALL)
    async with database.transaction() as session:
        await on_office_state(session, office)
        await on_programme_state(session, facts.programme(title=ALL, title_en=ALL, institutions=[names]))
        await on_district_state(session, facts.district(**names, seat=ALL, seat_en=ALL))
        await on_cso_registered(session, facts.cso_registered(name=ALL))
        await on_event_held(session, facts.event_held(office.id, title=ALL, description=ALL, office_name=ALL))
    for path in ("/results", "/results/offices/khutory", "/subscribe"):
        for language in ("uk", "en"):
            page = await client.get(path, params={"lang": language})
            assert page.status_code == 200, path
            assert running_in(page.text) == [], path
            assert "&lt;script&gt;" in page.text or path == "/subscribe", path


async def test_open_data_are_text_for_every_browser(client: httpx.AsyncClient) -> None:
    answer = await client.get("/data/events.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
