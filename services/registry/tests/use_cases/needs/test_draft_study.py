"""Drafting a study."""

from typing import Any

import httpx

ADDRESS = "/api/registry/v1/surveys"


async def test_an_address_is_one_studys_and_days_are_in_order(staff: httpx.AsyncClient, study: dict[str, Any]) -> None:
    same = {"slug": study["slug"], "title": "x", "title_en": "x", "opens_on": "2030-01-02", "closes_on": "2030-01-03"}
    taken = await staff.post(ADDRESS, json=same)
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (409, "slug")
    late = await staff.post(ADDRESS, json=same | {"slug": "other", "closes_on": "2030-01-01"})
    assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "closes_on")
    assert "Чого бракує?" in (await staff.get("/surveys")).text


async def test_residents_see_no_draft(client: httpx.AsyncClient, study: dict[str, Any]) -> None:
    client.headers.pop("authorization", None)
    listed = await client.get("/surveys")
    assert (listed.status_code, study["title"] in listed.text) == (200, False)
