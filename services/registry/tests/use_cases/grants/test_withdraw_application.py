"""Withdrawing an application."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_kit.database import Database
from sqlalchemy import text

from services.registry.tests.grants import Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_whoever_holds_the_link_takes_it_back_until_the_call_closes(
    competition: Competition, client: httpx.AsyncClient, database: Database
) -> None:
    await competition.opened(2)
    del client.headers["authorization"]
    first, second = competition.links
    for _ in range(2):
        answer = await client.post(f"/api/registry/v1{first}/withdrawal")
        assert answer.json() == {"status": "withdrawn"}
    with competition.later():
        late = await client.post(f"/api/registry/v1{second}/withdrawal")
    assert late.status_code == 409
    assert (await client.post("/api/registry/v1/grants/mine/nothing/withdrawal")).status_code == 404
    async with database.reading() as session:
        names = (await session.scalars(text("select contact_name from grant_application order by id"))).all()
    assert names == [None, "Оксана Прихована"]
