"""Renewing a memorandum."""

from datetime import timedelta

import httpx
from liaison_kit import clock

from services.registry.tests.organisations import CSO, GARDEN, Published, registered, wrong_fields

ADDRESS = f"{CSO}/{GARDEN}/memoranda"


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


async def test_it_is_prolonged_and_what_it_said_before_is_kept(staff: httpx.AsyncClient, published: Published) -> None:
    await registered(staff)
    assert (await staff.post(f"{ADDRESS}/renewal", json={})).status_code == 404
    await staff.post(ADDRESS, json={"number": "1", "signed_on": day(0), "valid_until": day(30)})
    for wrong in (day(29), day(30), day(-1)):
        assert wrong_fields(await staff.post(f"{ADDRESS}/renewal", json={"valid_until": wrong})) == ["valid_until"]
    answer = await staff.post(f"{ADDRESS}/renewal", json={"valid_until": day(365)})
    assert answer.json()["memorandum"]["valid_until"] == day(365)
    assert (await staff.post(f"{ADDRESS}/renewal", json={})).json()["memorandum"]["valid_until"] is None
    assert wrong_fields(await staff.post(f"{ADDRESS}/renewal", json={"valid_until": day(400)})) == ["valid_until"]
    (one,) = (await staff.get(ADDRESS)).json()["memoranda"]
    assert [renewal["valid_until_before"] for renewal in one["renewals"]] == [day(30), day(365)]
    assert await published() == ["CSORegistered", "MemorandumSigned", "MemorandumSigned", "MemorandumSigned"]
