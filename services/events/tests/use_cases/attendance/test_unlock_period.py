"""Unlocking a period with a reason."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role

Fields = Callable[[httpx.Response], list[str]]
Have = Callable[..., Awaitable[Any]]
At = Callable[[timedelta], Any]


@pytest.fixture(autouse=True)
def in_july(at: At) -> Any:
    with at(timedelta(days=21)):
        yield


async def locked(client: httpx.AsyncClient) -> str:
    answer = await client.post("/api/events/v1/attendance/locks", json={"period": "2023-06"})
    return f"/api/events/v1/attendance/locks/{answer.json()['id']}/unlocking"


async def test_with_a_reason_it_changes_again_and_the_lock_stays_known(
    staff: httpx.AsyncClient, have_event: Have, fields: Fields
) -> None:
    event = await have_event(status="held", attendance=1, outcome="x")
    address = await locked(staff)
    refused = await staff.post(address, json={})
    assert (refused.status_code, fields(refused)) == (422, ["reason"])
    assert (await staff.post(address, json={"reason": "Помилка в аркуші"})).status_code == 200
    assert (await staff.post(address, json={"reason": "ще раз"})).status_code == 409
    walk_ins = f"/api/events/v1/events/{event.id}/walk-ins"
    assert (await staff.post(walk_ins, json={"reason": "x"})).status_code == 200
    assert "Помилка в аркуші" in (await staff.get("/attendance")).text
    await locked(staff)
    assert (await staff.post(walk_ins, json={"reason": "x"})).status_code == 409


async def test_only_an_administrator_unlocks(
    staff: httpx.AsyncClient, signed_in: Callable[..., Awaitable[httpx.AsyncClient]]
) -> None:
    address = await locked(staff)
    del staff.headers["authorization"]
    coordinator = await signed_in(roles=[Role.COORDINATOR])
    assert (await coordinator.post(address, json={"reason": "x"})).status_code == 403
