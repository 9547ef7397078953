"""Leaving the network."""

from datetime import timedelta

import httpx
from liaison_kit import clock

from services.registry.tests.organisations import CSO, GARDEN, Published, registered, wrong_fields

ADDRESS = f"{CSO}/{GARDEN}/network-membership"


async def test_it_leaves_and_may_come_back_later(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    assert (await staff.post(f"{ADDRESS}/leaving", json={})).status_code == 409
    before = (clock.today() - timedelta(days=3)).isoformat()
    await staff.post(ADDRESS, json={"day": before})
    assert (await staff.post(f"{ADDRESS}/leaving", json={})).json()["network_since"] is None
    assert wrong_fields(await staff.post(ADDRESS, json={"day": before})) == ["day"]
    assert (await staff.post(ADDRESS, json={})).status_code == 201
    shown = (await staff.get(f"{CSO}/{GARDEN}/memoranda")).json()["memberships"]
    assert [(one["joined_on"], one["left_on"]) for one in shown] == [
        (clock.today().isoformat(), None),
        (before, clock.today().isoformat()),
    ]
    assert await published() == ["CSORegistered", "CSOChanged", "CSOChanged", "CSOChanged"]
