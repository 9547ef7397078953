"""Opening an office."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.testing import PROGRAM_ID
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.offices import HALL, OVERRIDE, SITE, done, of, qualified_worker

Published = Callable[[], Awaitable[list[str]]]


async def test_an_office_opens_and_the_fact_is_published(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "open"
    assert answer.json()["opened_on"] == clock.today().isoformat()
    assert await published() == ["OfficeOpened"]


async def test_an_office_opens_once(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    answer = await staff.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:liaison:problem:already-open"
    assert await published() == ["OfficeOpened"]


async def test_a_day_long_past_needs_a_reason(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    answer = await staff.post(
        f"/api/registry/v1/offices/{office.id}/opening", json={"opened_on": "2023-05-15"} | OVERRIDE
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "backdating_reason"
    assert await published() == []


async def test_a_resident_cannot_open_an_office(
    client: httpx.AsyncClient, office: Office, published: Published
) -> None:
    answer = await client.post(f"/api/registry/v1/offices/{office.id}/opening", json=OVERRIDE)
    assert answer.status_code == 401
    assert await published() == []


async def test_the_form_shows_what_was_wrong_and_keeps_what_was_typed(staff: httpx.AsyncClient, office: Office) -> None:
    form = {"_page": "/offices/khutory?confirm=opening", "opened_on": "2999-01-01", "backdating_reason": "found later"}
    answer = await staff.post(f"/offices/{office.id}/opening", data=form)
    assert answer.status_code == 422
    assert "День відкриття не може бути в майбутньому." in answer.text
    assert 'value="found later"' in answer.text


async def test_the_form_leads_back_to_the_office(staff: httpx.AsyncClient, office: Office) -> None:
    answer = await staff.post(f"/offices/{office.id}/opening", data={"_page": "/offices/khutory"} | OVERRIDE)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/offices/khutory"
    page = await staff.get("/offices/khutory?lang=en")
    assert "At work since" in page.text


async def test_what_is_missing_is_listed_and_opening_nevertheless_is_remembered(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    refused = await staff.post(of(office, "opening"), json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:liaison:problem:not-ready")
    points = [f"readiness.{one}" for one in ("site", "budget", "staff", "rooms", "hours", "services", "steps")]
    assert [error["field"] for error in refused.json()["errors"]] == [*points, "override_reason"]
    page = (await staff.get("/offices/khutory?lang=en")).text
    assert page.count("missing</span>") == len(points)
    assert 'href="/offices/khutory/site"' in page
    form = {"_page": "/offices/khutory?confirm=opening", "override_reason": " "}
    shown = await staff.post(f"/offices/{office.id}/opening", data=form)
    assert shown.status_code == 409
    assert 'href="#readiness"' in shown.text
    assert "OfficeOpened" not in await published()
    opened = await done(staff, office, "opening", OVERRIDE)
    assert "override_reason" not in opened
    kept = (await staff.get("/api/registry/v1/offices/khutory")).json()["preparation"]["override"]
    assert (kept["reason"], kept["by"]) == (OVERRIDE["override_reason"], str(PROGRAM_ID))
    assert kept["without"] == ["site", "budget", "staff", "rooms", "hours", "services", "steps"]
    assert OVERRIDE["override_reason"] in (await staff.get("/offices/khutory")).text


async def test_an_office_that_has_gone_every_step_misses_only_what_nobody_can_tell_yet(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    await done(staff, office, "site", SITE)
    await done(staff, office, "fitting-out")
    await qualified_worker(database, office)
    await done(staff, office, "staffing")
    await done(staff, office, "rooms", HALL)
    await done(staff, office, "hours", {"monday": "09:00–18:00"})
    refused = await staff.post(of(office, "opening"), json={})
    fields = [error["field"] for error in refused.json()["errors"]]
    assert fields == ["readiness.budget", "readiness.services", "override_reason"]


UNREADY = {
    "nobody has learnt anything": "delete from certificate",
    "the certificate is withdrawn": "update certificate set withdrawn_on = completed_on",
    "the certificate is over": "update certificate set completed_on = completed_on - 366",
    "it is given only later": "update certificate set completed_on = completed_on + 1",
    "the worker has left": "update staff set active = false",
    "the worker is another office's": "update staff set offices = '[]'",
    "a second training is required": "insert into training_programme select gen_random_uuid(), 1, 'x', 'x', 9, true",
    "nothing is required": "update training_programme set required = false",
    "nothing is offered": "delete from office_service",
    "its room is retired": "update office set rooms = jsonb_set(rooms, '{0,retired}', 'true')",
    "it has no hours": "update office set hours = '[]'",
}


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize("change", UNREADY.values(), ids=UNREADY.keys())
async def test_the_database_itself_opens_no_office_that_is_not_ready_without_a_reason(
    staff: httpx.AsyncClient, office: Office, database: Database, change: str
) -> None:
    await done(staff, office, "site", SITE)
    await done(staff, office, "fitting-out")
    await qualified_worker(database, office)
    await done(staff, office, "staffing")
    await done(staff, office, "rooms", HALL)
    await done(staff, office, "hours", {"monday": "09:00–18:00"})

    async def opens_after(change: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(change))
            opened = text("update office set status = 'open', opened_on = :today")
            await session.execute(opened, {"today": clock.today()})

    with pytest.raises(IntegrityError, match="an office that is not ready"):
        await opens_after(change)
    await opens_after("select")


async def test_residents_see_neither_readiness_nor_the_override(
    client: httpx.AsyncClient, office: Office, database: Database
) -> None:
    async with database.transaction() as session:
        opened = "status = 'open', opened_on = '2023-05-15', override_reason = 'Таємно', overridden_at = now()"
        await session.execute(text(f"update office set {opened}, overridden_by = gen_random_uuid()"))
    assert "Таємно" not in (await client.get("/offices/khutory")).text
    assert (await client.get("/api/registry/v1/offices/khutory")).json()["preparation"] is None
