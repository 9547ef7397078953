"""Changing the address or the telephone of an office that has opened."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_registry.model import Office

from services.registry.tests.offices import OVERRIDE, SITE, done, of

Published = Callable[[], Awaitable[list[str]]]
PLACE = {name: value for name, value in SITE.items() if name != "opens_about"}


async def test_residents_are_led_to_the_new_door_and_the_second_who_writes_is_told(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    early = await staff.post(of(office, "address"), json=PLACE)
    assert (early.status_code, early.json()["type"]) == (409, "urn:liaison:problem:not-open-yet")
    await done(staff, office, "opening", OVERRIDE)
    assert "/offices/khutory/site" in (await staff.get("/offices/khutory")).text
    page = (await staff.get("/offices/khutory/site?lang=uk")).text
    assert f'action="/offices/{office.id}/address"' in page
    assert 'name="opens_about"' not in page
    form = {"_page": "/offices/khutory/site", "_version": "2"} | {name: str(value) for name, value in PLACE.items()}
    assert (await staff.post(f"/offices/{office.id}/address", data=form)).status_code == 303
    second = await staff.post(f"/offices/{office.id}/address", data=form | {"house": "9"})
    assert second.status_code == 412
    assert "Тепер тут: 5" in second.text
    assert SITE["address"] in (await staff.get("/offices/khutory?lang=uk")).text
    emptied = PLACE | {"post_code": "", "street": None, "house": None, "phone": None}
    assert (await done(staff, office, "address", emptied))["post_code"] is None
    far = await staff.post(of(office, "address"), json=PLACE | {"latitude": 50.45})
    assert (far.status_code, far.json()["errors"][0]["field"]) == (422, "latitude")
    assert await published() == ["OfficeOpened", "OfficeChanged", "OfficeChanged"]


async def test_an_office_that_is_closed_for_good_stays_where_it_was(staff: httpx.AsyncClient, office: Office) -> None:
    await done(staff, office, "opening", OVERRIDE)
    await done(staff, office, "closing", {"notice": "Приймаємо в сусідньому селі"})
    assert (await staff.post(of(office, "address"), json=PLACE)).status_code == 409
