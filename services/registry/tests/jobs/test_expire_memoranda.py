"""Expiring memoranda."""

from datetime import timedelta
from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_registry.jobs.expire_memoranda import expire_memoranda

from services.registry.tests.organisations import CSO, FARM, GARDEN, Published, registered


async def test_the_day_after_its_last_day_it_holds_no_more(
    staff: httpx.AsyncClient, database: Database, settings: Any, published: Published
) -> None:
    today, context = clock.today(), JobContext(database, settings)
    for edrpou, until in ((GARDEN, (today + timedelta(days=5)).isoformat()), (FARM, None)):
        await registered(staff, edrpou)
        signing = {"number": "1", "signed_on": today.isoformat(), "valid_until": until}
        assert (await staff.post(f"{CSO}/{edrpou}/memoranda", json=signing)).status_code == 201
    with clock.set_to(clock.now() + timedelta(days=5)):
        assert await expire_memoranda(context) is False
    with clock.set_to(clock.now() + timedelta(days=6)):
        assert await expire_memoranda(context) is True
        assert await expire_memoranda(context) is False
    assert (await staff.get(f"{CSO}/{GARDEN}")).json()["cso"]["memorandum"] is None
    assert (await staff.get(f"{CSO}/{FARM}")).json()["cso"]["memorandum"]
    (one,) = (await staff.get(f"{CSO}/{GARDEN}/memoranda")).json()["memoranda"]
    assert (one["expired"], one["ended_on"]) == (True, (today + timedelta(days=6)).isoformat())
    assert await published() == ["CSORegistered", "MemorandumSigned"] * 2 + ["MemorandumEnded"]
