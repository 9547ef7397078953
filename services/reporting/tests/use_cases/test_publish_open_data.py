"""A coordinator does not wait for the night."""

from datetime import date
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from liaison_kit.settings import Settings

from services.reporting.tests.open_data.network import network, publish, tell

ADDRESS = "/api/reporting/v1/data/publication"


async def test_what_changed_today_is_published_when_it_is_asked_for(
    client: httpx.AsyncClient, staff: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    told = network(facts)
    await tell(database, *told)
    await publish(database, settings)
    await tell(database, facts.event_held(told[2].id, on=date(2023, 9, 9)))
    await publish(database, settings)
    assert "2023-09-09" not in (await client.get("/data/sets/events.csv")).text, "that was today already"
    answer = await staff.post(ADDRESS)
    assert (answer.status_code, answer.headers["location"]) == (202, "/data?done=asked")
    await publish(database, settings)
    assert "2023-09-09" in (await client.get("/data/sets/events.csv")).text


@pytest.mark.parametrize(
    "who", [{"roles": [Role.WORKER]}, {"roles": [Role.COORDINATOR], "whole_network": False, "offices": []}]
)
async def test_only_the_networks_coordinators_ask_for_it(signed_in: Any, who: dict[str, Any]) -> None:
    assert (await (await signed_in(**who)).post(ADDRESS)).status_code == 403
