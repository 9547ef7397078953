"""Telling two CSOs apart."""

import httpx

from services.registry.tests.organisations import CSO, FARM, GARDEN, Published, registered, wrong_fields

ADDRESS = f"{CSO}/{GARDEN}/difference"


async def test_what_was_told_apart_is_not_asked_about_again(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    await registered(staff, FARM)
    assert len((await staff.get(f"{CSO}/duplicates")).json()["pairs"]) == 1
    assert wrong_fields(await staff.post(ADDRESS, json={"gone": GARDEN})) == ["gone"]
    assert (await staff.post(ADDRESS, json={"gone": "99000011"})).status_code == 404
    form = {"_page": "/cso/duplicates", "gone": FARM}
    assert (await staff.post(f"/cso/{GARDEN}/difference", data=form)).status_code == 303
    assert (await staff.post(ADDRESS, json={"gone": FARM})).status_code == 204
    assert (await staff.get(f"{CSO}/duplicates")).json()["pairs"] == []
    assert (await staff.get(f"{CSO}/{GARDEN}?similar=true")).json()["alike"] == []
    assert await published() == ["CSORegistered"] * 2
