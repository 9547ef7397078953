"""Changing an office's hours."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.offices import OVERRIDE

Published = Callable[[], Awaitable[list[str]]]


def of(office: Office, act: str) -> str:
    return f"/api/registry/v1/offices/{office.id}/{act}"


async def test_another_week_holds_from_its_day_on_and_the_present_one_until_then(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    await staff.post(of(office, "opening"), json=OVERRIDE)
    await staff.post(of(office, "hours"), json={"monday": "09:00–13:00, 14:00–18:00"})
    later = clock.today() + timedelta(days=14)
    answer = await staff.post(of(office, "hours"), json={"monday": "10:00–12:00", "valid_from": later.isoformat()})
    assert answer.status_code == 200, answer.text
    spans = [(one["opens"], one["valid_from"], one["valid_to"]) for one in answer.json()["hours"]]
    today, eve = clock.today().isoformat(), (later - timedelta(days=1)).isoformat()
    assert spans == [("09:00:00", today, eve), ("14:00:00", today, eve), ("10:00:00", later.isoformat(), None)]
    shown = (await staff.get("/api/registry/v1/offices/khutory")).json()
    assert [len(day["hours"]) for day in shown["week"]] == [2 if clock.today().weekday() == 0 else 0, *[0] * 6]
    assert await published() == ["OfficeOpened", "OfficeHoursChanged", "OfficeHoursChanged"]


async def test_before_the_opening_the_week_is_simply_another(staff: httpx.AsyncClient, office: Office) -> None:
    answer = await staff.post(of(office, "hours"), json={"sunday": "11:00–15:00"})
    assert [(one["weekday"], one["valid_from"]) for one in answer.json()["hours"]] == [(7, None)]
    assert "11:00–15:00" in (await staff.get("/offices/khutory")).text


async def test_the_past_is_not_written_anew(staff: httpx.AsyncClient, office: Office, published: Published) -> None:
    yesterday = clock.today() - timedelta(days=1)
    answer = await staff.post(of(office, "hours"), json={"valid_from": yesterday.isoformat()})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "valid_from"
    assert await published() == []


async def test_the_form_names_the_day_that_is_wrong_and_keeps_the_others(
    staff: httpx.AsyncClient, office: Office
) -> None:
    form = {"_page": "/offices/khutory/hours", "monday": "10:00–12:00", "tuesday": "9-18"}
    answer = await staff.post(f"/offices/{office.id}/hours", data=form)
    assert answer.status_code == 422
    assert 'id="tuesday-error"' in answer.text
    assert 'value="10:00–12:00"' in answer.text
    assert "Напишіть години так" in answer.text


async def test_of_two_who_edit_the_same_week_the_second_sees_what_the_first_wrote(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    seen = (await staff.get("/api/registry/v1/offices/khutory")).headers["etag"]
    first = await staff.post(of(office, "hours"), json={"monday": "09:00–12:00"}, headers={"if-match": seen})
    assert first.headers["etag"] != seen
    second = await staff.post(of(office, "hours"), json={"monday": "10:00–15:00"}, headers={"if-match": seen})
    assert (second.status_code, second.json()["type"]) == (412, "urn:liaison:problem:changed-meanwhile")
    form = {"_page": "/offices/khutory/hours", "_version": seen.strip('"'), "monday": "10:00–15:00", "tuesday": ""}
    shown = await staff.post(f"/offices/{office.id}/hours", data=form)
    assert shown.status_code == 412
    assert "Тепер тут: 09:00–12:00" in shown.text
    assert 'value="10:00–15:00"' in shown.text
    assert "Тепер тут: —" not in shown.text
    newest = first.headers["etag"].strip('"')
    assert f'name="_version" value="{newest}"' in shown.text
    again = await staff.post(f"/offices/{office.id}/hours", data=form | {"_version": newest})
    assert again.status_code == 303
    assert await published() == ["OfficeHoursChanged"] * 2


async def test_the_same_import_again_leaves_hours_that_were_set_here(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    desna = (await staff.get("/api/registry/v1/offices/desna")).json()["office"]
    await staff.post(f"/api/registry/v1/offices/{desna['id']}/opening", json=OVERRIDE)
    changed = await staff.post(f"/api/registry/v1/offices/{desna['id']}/hours", json={"monday": "10:00–12:00"})
    again = await staff.post("/api/registry/v1/network", content=network.encode())
    assert again.status_code == 200, again.text
    assert (await staff.get("/api/registry/v1/offices/desna")).json()["office"]["hours"] == changed.json()["hours"]


@pytest.mark.parametrize(
    "hours",
    [
        [("09:00:00", "13:00:00"), ("12:00:00", "15:00:00")],
        [("13:00:00", "09:00:00")],
    ],
)
async def test_the_database_itself_refuses_hours_that_overlap(
    database: Database, office: Office, hours: list[tuple[str, str]]
) -> None:
    async def write() -> None:
        async with database.transaction() as session:
            week = json.dumps([{"weekday": 1, "opens": opens, "closes": closes} for opens, closes in hours])
            await session.execute(text("update office set hours = cast(:week as jsonb)"), {"week": week})

    with pytest.raises(IntegrityError, match="ck_office_hours"):
        await write()
