"""Staffing an office."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_registry.model import Office

from services.registry.tests.offices import SITE, done, of, qualified_worker

Published = Callable[[], Awaitable[list[str]]]


async def test_it_needs_a_qualified_worker_and_a_place_that_is_being_fitted_out(
    staff: httpx.AsyncClient, office: Office, database: Database, published: Published
) -> None:
    assert (await staff.post(of(office, "staffing"))).json()["type"] == "urn:liaison:problem:wrong-step"
    await done(staff, office, "site", SITE)
    await done(staff, office, "fitting-out")
    nobody = await staff.post(of(office, "staffing"))
    assert (nobody.status_code, nobody.json()["type"]) == (409, "urn:liaison:problem:no-qualified-worker")
    await qualified_worker(database, office)
    assert "1 qualified worker has" in (await staff.get("/offices/khutory?lang=en")).text
    assert (await done(staff, office, "staffing"))["status"] == "staffed"
    assert "About to open" in (await staff.get("/offices?lang=en")).text
    assert await published() == ["OfficeSiteChosen", "OfficeChanged", "OfficeStaffed"]


async def test_an_expired_certificate_does_not_count(
    staff: httpx.AsyncClient, office: Office, database: Database
) -> None:
    await done(staff, office, "site", SITE)
    await done(staff, office, "fitting-out")
    await qualified_worker(database, office, clock.today() - timedelta(days=400))
    assert (await staff.post(of(office, "staffing"))).status_code == 409
