"""Forgetting founders."""

from datetime import timedelta
from typing import Any

import httpx
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_registry.jobs.forget_founders import forget_founders
from liaison_registry.model import Office
from sqlalchemy import text

from services.registry.tests.organisations import formed


async def test_a_year_after_giving_up_nothing_tells_who_they_were(
    staff: httpx.AsyncClient, database: Database, settings: Any, office: Office
) -> None:
    gone, still = await formed(staff, office), await formed(staff, office)
    await staff.post(f"{gone}/steps/statute", json={"notes": "Прикладенко принесла"})
    await staff.post(f"{gone}/giving-up", json={"reason": "Прикладенко переїхала"})
    context, now = JobContext(database, settings), clock.now()
    with clock.set_to(now + timedelta(days=364)):
        assert await forget_founders(context) is False
    with clock.set_to(now + timedelta(days=366)):
        assert await forget_founders(context) is True
        assert await forget_founders(context) is False
    page = await staff.get(gone)
    assert (page.json()["founders"], page.json()["idea"], page.json()["reason"]) == ([], "", "")
    assert "забуто" in (await staff.get(gone.removeprefix("/api/registry/v1"))).text
    assert len((await staff.get(still)).json()["founders"]) == 2
    async with database.reading() as session:
        rows = (await session.execute(text("select * from initiative_group where status = 'given_up'"))).all()
    assert "Прикладенко" not in str(rows)
