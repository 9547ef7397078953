"""What every service forgets by itself."""

from datetime import timedelta

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.housekeeping import ANSWERS_KEPT, forget_answers
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from sqlalchemy import text


async def test_answers_are_forgotten_after_a_day(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    async def kept() -> int:
        async with database.reading() as session:
            return int(await session.scalar(text("select count(*) from answer")) or 0)

    await client.post("/api/registry/v1/districts", json={"name": "Щітки"}, headers={"Idempotency-Key": "k"})
    await forget_answers(JobContext(database, settings))
    assert await kept() == 1
    with clock.set_to(clock.now() + ANSWERS_KEPT + timedelta(minutes=1)):
        await forget_answers(JobContext(database, settings))
    assert await kept() == 0
