"""Grants, as open data."""

from typing import Any

import httpx
from liaison_kit.database import Database
from liaison_kit.settings import Settings

from services.reporting.tests.open_data.network import publish, tell


async def test_the_newest_state_is_in_the_open_data_in_hryvnias(
    client: httpx.AsyncClient, database: Database, settings: Settings, facts: Any
) -> None:
    grant = facts.grant(project_title="=1+1")
    paid = grant.model_copy(update={"version": 2, "transferred": 2500005})
    await tell(database, paid, grant)
    await publish(database, settings)
    [row] = (await client.get("/data/sets/grants.csv")).text.splitlines()[1:]
    about = f"{grant.id},hromada-online,Громада онлайн,{grant.cso_id},14360570,ГО «Хутірська ініціатива»"
    assert row == f"{about},'=1+1,50000.50,25000.05,,,"
