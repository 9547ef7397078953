"""Ending a memorandum."""

from datetime import timedelta

import httpx
from liaison_kit import clock

from services.registry.tests.organisations import CSO, GARDEN, Published, registered, wrong_fields

ADDRESS = f"{CSO}/{GARDEN}/memoranda"


async def test_it_is_ended_once(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    await staff.post(ADDRESS, json={"number": "1", "signed_on": clock.today().isoformat()})
    for ahead in (1, -1):
        wrong = (clock.today() + timedelta(days=ahead)).isoformat()
        assert wrong_fields(await staff.post(f"{ADDRESS}/ending", json={"ended_on": wrong})) == ["ended_on"]
    asked = await staff.get(f"/cso/{GARDEN}/memoranda?confirm=ending")
    assert f'action="/cso/{GARDEN}/memoranda/ending"' in asked.text
    answer = await staff.post(f"{ADDRESS}/ending", json={})
    assert (answer.status_code, answer.json()["memorandum"]) == (200, None)
    assert (await staff.post(f"{ADDRESS}/ending", json={})).status_code == 404
    assert await published() == ["CSORegistered", "MemorandumSigned", "MemorandumEnded"]
