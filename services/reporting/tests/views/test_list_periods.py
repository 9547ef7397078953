"""The pages of locked periods."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database

from services.reporting.tests.open_data.network import network, tell


async def test_only_the_networks_coordinators_see_the_forms(
    client: httpx.AsyncClient, signed_in: Any, database: Database, facts: Any
) -> None:
    everything = network(facts)
    await tell(database, *everything)
    assert "Жодного періоду ще не закрито" in (await client.get("/results/periods")).text
    with clock.set_to(datetime(2023, 7, 2, tzinfo=UTC)):
        await signed_in(roles=[Role.COORDINATOR])
        assert 'name="period"' in (await client.get("/results/periods")).text
        answer = await client.post("/api/reporting/v1/results/periods", json={"period": "2023-06"})
        assert answer.status_code == 201
    assert "Відтоді" not in (await client.get("/results/periods/2023-06")).text
    await tell(database, facts.event_held(everything[2].id, on=date(2023, 6, 20), title="Пізно"))
    page = (await client.get("/results/periods/2023-06?lang=en")).text
    assert "Approve and lock version 2" in page
    await signed_in(roles=[Role.WORKER])
    page = (await client.get("/results/periods/2023-06?lang=en")).text
    assert ("Approve and lock" in page, "Пізно" in page, "Something has come since" in page) == (False, True, True)
    assert 'name="period"' not in (await client.get("/results/periods")).text


async def test_what_was_not_locked_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/results/periods/2023-06")).status_code == 404
    assert (await client.get("/results/periods/June")).status_code == 422
