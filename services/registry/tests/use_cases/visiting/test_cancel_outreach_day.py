"""Cancelling an outreach day."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
from liaison_kit import clock
from liaison_kit.database import new_id
from liaison_registry.model import Office

Published = Callable[[], Awaitable[list[str]]]


async def test_residents_read_that_nobody_comes_and_why(
    staff: httpx.AsyncClient, client: httpx.AsyncClient, office: Office, published: Published
) -> None:
    day = (clock.today() + timedelta(days=3)).isoformat()
    outreach = {"settlement": "Бохоники", "settlement_en": "Bokhonyky", "place": "Школа"}
    outreach |= {"starts_at": f"{day}T10:00", "ends_at": f"{day}T12:00"}
    planned = await staff.post(f"/api/registry/v1/offices/{office.id}/outreach", json=outreach)
    [one] = planned.json()["outreach"]
    address = f"/api/registry/v1/offices/{office.id}/outreach/{one['id']}/cancellation"
    assert (await staff.post(address, json={})).json()["errors"][0]["field"] == "reason"
    answer = await staff.post(address, json={"reason": "Дорогу замело.", "reason_en": "Snow on the road."})
    assert answer.status_code == 200, answer.text
    assert "Дорогу замело." in (await client.get("/outreach")).text
    assert "Snow on the road." in (await client.get("/outreach?lang=en")).text
    assert (await staff.post(address, json={"reason": "Ще раз."})).status_code == 409
    nowhere = address.replace(one["id"], str(new_id()))
    assert (await staff.post(nowhere, json={"reason": "x"})).status_code == 404
    assert await published() == ["OfficeChanged"] * 2
    free_again = await staff.post(f"/api/registry/v1/offices/{office.id}/outreach", json=outreach)
    assert free_again.status_code == 201
