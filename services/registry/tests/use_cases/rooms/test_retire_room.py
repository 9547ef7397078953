"""Retiring a room."""

import httpx
from liaison_registry.model import Office

from services.registry.tests.offices import HALL, done, of


async def test_it_is_offered_no_more_and_its_name_is_free(staff: httpx.AsyncClient, office: Office) -> None:
    room = (await done(staff, office, "rooms", HALL))["rooms"][0]
    here = f"/offices/khutory/rooms/{room['id']}"
    assert f"{here}?confirm=retirement#confirmation" in (await staff.get(here)).text
    assert "/retirement" in (await staff.get(f"{here}?confirm=retirement")).text
    retired = await done(staff, office, f"rooms/{room['id']}/retirement")
    assert [one["retired"] for one in retired["rooms"]] == [True]
    assert "Hall" not in (await staff.get("/offices/khutory?lang=en")).text
    assert (await staff.post(of(office, f"rooms/{room['id']}/retirement"))).status_code == 409
    assert (await staff.post(of(office, f"rooms/{room['id']}"), json=HALL)).status_code == 409
    again = (await done(staff, office, "rooms", HALL))["rooms"]
    assert [one["retired"] for one in again] == [True, False]
    assert again[0]["id"] != again[1]["id"]
