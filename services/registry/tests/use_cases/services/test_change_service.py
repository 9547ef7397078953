"""Changing a service of the catalogue."""

from collections.abc import Awaitable, Callable

import httpx

Published = Callable[[], Awaitable[list[str]]]


async def test_every_office_that_offers_it_offers_it_as_it_is_now(
    staff: httpx.AsyncClient, catalogued: str, offered: str, published: Published
) -> None:
    seen = await staff.get(f"/api/registry/v1/services/{catalogued}")
    service = seen.json()["service"] | {"name": "Петиція: від думки до розгляду"}
    match = {"if-match": seen.headers["etag"]}
    answer = await staff.post(f"/api/registry/v1/services/{catalogued}", json=service, headers=match)
    assert answer.status_code == 200, answer.text
    office = (await staff.get("/api/registry/v1/offices/khutory")).json()["office"]
    assert [one["name"] for one in office["services"]] == ["Петиція: від думки до розгляду"]
    assert await published() == ["OfficeServicesChanged"] * 2
    late = await staff.post(f"/api/registry/v1/services/{catalogued}", json=service, headers=match)
    assert (late.status_code, late.json()["type"]) == (412, "urn:liaison:problem:changed-meanwhile")
