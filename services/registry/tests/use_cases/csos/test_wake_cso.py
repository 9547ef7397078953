"""Waking a CSO."""

import httpx

from services.registry.tests.organisations import CSO, GARDEN, Published, registered


async def test_a_dormant_one_is_woken_once(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    assert (await staff.post(f"{CSO}/{GARDEN}/waking")).status_code == 409
    await staff.post(f"{CSO}/{GARDEN}/dormancy")
    answer = await staff.post(f"/cso/{GARDEN}/waking", data={"_page": f"/cso/{GARDEN}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cso/{GARDEN}")
    assert (await staff.get(f"{CSO}/{GARDEN}")).json()["cso"]["status"] == "active"
    assert await published() == ["CSORegistered", "CSOChanged", "CSOChanged"]
