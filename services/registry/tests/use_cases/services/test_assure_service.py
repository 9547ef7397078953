"""Assuring that what an office says of a service is still true."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
from liaison_kit import clock

Published = Callable[[], Awaitable[list[str]]]


async def test_what_nobody_has_looked_at_for_half_a_year_is_asked_about_until_somebody_does(
    staff: httpx.AsyncClient, offered: str, published: Published
) -> None:
    assert (await staff.get("/api/registry/v1/services/unchecked")).json()["offers"] == []
    with clock.set_to(clock.now() + timedelta(days=190)):
        [stale] = (await staff.get("/api/registry/v1/services/unchecked")).json()["offers"]
        assert (stale["office_slug"], stale["service_name_en"]) == ("khutory", "Help with a petition")
        answer = await staff.post(f"{offered}/assurance")
        assert answer.json()["services"][0]["assured_on"] == clock.today().isoformat()
        assert (await staff.get("/api/registry/v1/services/unchecked")).json()["offers"] == []
    assert await published() == ["OfficeServicesChanged"] * 2
