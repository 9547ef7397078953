"""Adding a room to an office."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_kit.database import Database
from liaison_registry.model import Office
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.offices import HALL, done, of

Published = Callable[[], Awaitable[list[str]]]


async def test_it_is_told_with_what_is_in_it_and_when_it_can_be_booked(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    room = (await done(staff, office, "rooms", HALL | {"monday": "10:00–12:00, 14:00–18:00"}))["rooms"][0]
    assert (room["name"], room["capacity"], room["equipment"]) == ("Зала", 30, ["projector", "screen"])
    assert [(one["weekday"], one["opens"]) for one in room["bookable"]] == [(1, "10:00:00"), (1, "14:00:00")]
    assert (room["retired"], room["blockings"]) == (False, [])
    assert "Hall: up to 30 people (projector, screen)" in (await staff.get("/offices/khutory?lang=en")).text
    assert await published() == ["OfficeRoomsChanged"]


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"name": "зала"}, 409, "name"),
        ({"name": " "}, 422, "name"),
        ({"name": "Друга", "capacity": 0}, 422, "capacity"),
        ({"name": "Друга", "tuesday": "вранці"}, 422, "tuesday"),
    ],
)
async def test_a_room_that_cannot_be_names_the_field(
    staff: httpx.AsyncClient, office: Office, changes: dict[str, Any], status: int, field: str
) -> None:
    await done(staff, office, "rooms", HALL)
    answer = await staff.post(of(office, "rooms"), json=HALL | changes)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)


async def test_the_form_keeps_what_was_typed_and_the_second_who_sends_it_is_told(
    staff: httpx.AsyncClient, office: Office
) -> None:
    form = {"_page": "/offices/khutory/rooms", "_version": "1", "name": "Зала", "name_en": "Hall", "capacity": "багато"}
    shown = await staff.post(f"/offices/{office.id}/rooms", data=form | {"equipment[]": "screen"})
    assert shown.status_code == 422
    assert 'id="capacity-error"' in shown.text
    assert 'value="screen" checked' in shown.text
    assert (await staff.post(f"/offices/{office.id}/rooms", data=form | {"capacity": "9"})).status_code == 303
    assert (await staff.post(f"/offices/{office.id}/rooms", data=form | {"capacity": "9"})).status_code == 412


async def test_the_same_import_again_leaves_rooms_that_were_set_here(
    staff: httpx.AsyncClient, network: str, published: Published
) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    desna = (await staff.get("/api/registry/v1/offices/desna")).json()["office"]
    added = await staff.post(f"/api/registry/v1/offices/{desna['id']}/rooms", json=HALL)
    before = await published()
    assert (await staff.post("/api/registry/v1/network", content=network.encode())).status_code == 200
    assert (await staff.get("/api/registry/v1/offices/desna")).json()["office"]["rooms"] == added.json()["rooms"]
    assert await published() == before


@pytest.mark.parametrize(
    "rooms",
    [
        '[{"id": "a", "capacity": 1}, {"id": "a", "capacity": 2}]',
        '[{"id": "a", "capacity": 0}]',
        '[{"id": "a", "capacity": 1, "blockings": [{"starts_at": "2026-01-02Z", "ends_at": "2026-01-02Z"}]}]',
        '[{"id": "a", "capacity": 1, "blockings": [{"starts_at": "1", "ends_at": "3"},'
        ' {"starts_at": "2", "ends_at": "4"}]}]',
    ],
)
async def test_the_database_itself_refuses_rooms_that_cannot_be(database: Database, office: Office, rooms: str) -> None:
    async def write() -> None:
        async with database.transaction() as session:
            await session.execute(text("update office set rooms = cast(:rooms as jsonb)"), {"rooms": rooms})

    with pytest.raises(IntegrityError, match="ck_office_rooms"):
        await write()
