"""Blocking a room, and unblocking it."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_registry.model import Office

from services.registry.tests.offices import HALL, done, of

Published = Callable[[], Awaitable[list[str]]]
REPAIRS: dict[str, Any] = {"starts_at": "2099-07-01T18:00", "ends_at": "2099-07-02T09:00", "reason": "Ремонт"}


async def test_the_time_is_kyivs_and_the_room_is_free_again_after_unblocking(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    room = (await done(staff, office, "rooms", HALL))["rooms"][0]
    blocked = await done(staff, office, f"rooms/{room['id']}/blockings", REPAIRS | {"reason_en": "Repairs"})
    blocking = blocked["rooms"][0]["blockings"][0]
    assert (blocking["starts_at"], blocking["ends_at"]) == ("2099-07-01T15:00:00Z", "2099-07-02T06:00:00Z")
    here = f"/offices/khutory/rooms/{room['id']}"
    page = (await staff.get(f"{here}?lang=en")).text
    assert "Repairs" in page
    assert "18:00" in page
    form = {"_page": here, "_version": str(blocked["version"])}
    address = f"/offices/{office.id}/rooms/{room['id']}/blockings/{blocking['id']}/removal"
    assert (await staff.post(address, data=form)).headers["location"] == here
    assert (await staff.post(f"/api/registry/v1{address}")).status_code == 404
    assert await published() == ["OfficeRoomsChanged"] * 3


async def test_times_that_cannot_be_are_refused(staff: httpx.AsyncClient, office: Office) -> None:
    room = (await done(staff, office, "rooms", HALL))["rooms"][0]
    address = of(office, f"rooms/{room['id']}/blockings")
    await done(staff, office, f"rooms/{room['id']}/blockings", REPAIRS)
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"starts_at": "2099-07-02T08:59", "ends_at": "2099-07-02T10:00"}, 409, "starts_at"),
        ({"starts_at": "2099-08-01T10:00", "ends_at": "2099-08-01T10:00"}, 422, "ends_at"),
        ({"starts_at": "2020-01-01T10:00", "ends_at": "2020-01-01T11:00"}, 422, "ends_at"),
        ({"starts_at": "0001-01-01T10:00"}, 422, "starts_at"),
        ({"reason": " "}, 422, "reason"),
    ]
    for changes, status, field in wrong:
        answer = await staff.post(address, json=REPAIRS | changes)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field), changes
    await done(
        staff,
        office,
        f"rooms/{room['id']}/blockings",
        REPAIRS | {"starts_at": "2099-07-02T09:00", "ends_at": "2099-07-02T10:00"},
    )
