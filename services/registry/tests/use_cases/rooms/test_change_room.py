"""Changing a room."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit.database import new_id
from liaison_registry.model import Office

from services.registry.tests.offices import HALL, OVERRIDE, done, of

Published = Callable[[], Awaitable[list[str]]]


async def test_it_keeps_its_id_whatever_else_changes(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    room = (await done(staff, office, "rooms", HALL))["rooms"][0]
    changed = await done(staff, office, f"rooms/{room['id']}", HALL | {"name": "Велика зала", "equipment": []})
    assert changed["rooms"] == [room | {"name": "Велика зала", "equipment": []}]
    assert (await staff.post(of(office, f"rooms/{new_id()}"), json=HALL)).status_code == 404
    assert await published() == ["OfficeRoomsChanged"] * 2


async def test_the_second_who_edits_sees_what_the_first_wrote(staff: httpx.AsyncClient, office: Office) -> None:
    room = (await done(staff, office, "rooms", HALL))["rooms"][0]
    here = f"/offices/khutory/rooms/{room['id']}"
    page = (await staff.get(f"{here}?lang=uk")).text
    assert 'name="_version" value="2"' in page
    form = {"_page": here, "_version": "2", "name": "Зала", "name_en": "Hall", "capacity": "25"}
    assert (await staff.post(f"/offices/{office.id}/rooms/{room['id']}", data=form)).status_code == 303
    second = await staff.post(f"/offices/{office.id}/rooms/{room['id']}", data=form | {"capacity": "40"})
    assert second.status_code == 412
    assert "Тепер тут: 25" in second.text


async def test_the_rooms_of_an_office_that_is_closed_for_good_stay(staff: httpx.AsyncClient, office: Office) -> None:
    room = (await done(staff, office, "rooms", HALL))["rooms"][0]
    await done(staff, office, "opening", OVERRIDE)
    await done(staff, office, "closing", {"notice": "Приймаємо в сусідньому селі"})
    assert (await staff.post(of(office, f"rooms/{room['id']}"), json=HALL)).status_code == 409
