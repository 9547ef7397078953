"""Starting to fit out an office."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_registry.model import Office

from services.registry.tests.offices import SITE, done, of

Published = Callable[[], Awaitable[list[str]]]


async def test_residents_see_it_and_when_it_should_open(
    staff: httpx.AsyncClient, office: Office, published: Published
) -> None:
    early = await staff.post(of(office, "fitting-out"), json={})
    assert (early.status_code, early.json()["type"]) == (409, "urn:liaison:problem:wrong-step")
    await done(staff, office, "site", SITE)
    past = await staff.post(of(office, "fitting-out"), json={"opens_about": "2020-01-01"})
    assert (past.status_code, past.json()["errors"][0]["field"]) == (422, "opens_about")
    begun = await done(staff, office, "fitting-out", {"opens_about": "2099-09-01"})
    assert (begun["status"], begun["opens_about"]) == ("fitting_out", "2099-09-01")
    for page in ("/offices", "/offices/khutory"):
        shown = (await staff.get(f"{page}?lang=en")).text
        assert "Is being fitted out" in shown
        assert "expected opening: September 2099" in shown
    assert (await staff.post(of(office, "fitting-out"), json={})).status_code == 409
    assert await published() == ["OfficeSiteChosen", "OfficeChanged"]


async def test_the_second_who_presses_is_told_what_has_happened(staff: httpx.AsyncClient, office: Office) -> None:
    await done(staff, office, "site", SITE)
    form = {"_page": "/offices/khutory", "_version": "1"}
    assert (await staff.post(f"/offices/{office.id}/fitting-out", data=form)).status_code == 412
    assert (await staff.post(f"/offices/{office.id}/fitting-out", data=form | {"_version": "2"})).status_code == 303
