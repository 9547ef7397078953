"""Joining the network."""

from datetime import timedelta

import httpx
from liaison_kit import clock

from services.registry.tests.organisations import CSO, GARDEN, Published, registered, wrong_fields

ADDRESS = f"{CSO}/{GARDEN}/network-membership"


async def test_an_organisation_belongs_to_the_network_from_its_day_on(
    staff: httpx.AsyncClient, published: Published
) -> None:
    await registered(staff)
    assert wrong_fields(await staff.post(ADDRESS, json={"day": "2999-01-01"})) == ["day"]
    early = (clock.today() - timedelta(days=8)).isoformat()
    assert wrong_fields(await staff.post(ADDRESS, json={"day": early})) == ["backdating_reason"]
    answer = await staff.post(ADDRESS, json={})
    assert (answer.status_code, answer.json()["network_since"]) == (201, clock.today().isoformat())
    assert (await staff.post(ADDRESS, json={})).status_code == 409
    assert "Місто змістів" in (await staff.get(f"/cso/{GARDEN}")).text
    assert await published() == ["CSORegistered", "CSOChanged"]
