"""Receiving a report."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

from liaison_kit.clock import KYIV
from liaison_kit.database import Database
from liaison_kit.tables import OutboxRow
from sqlalchemy import select

from services.registry.tests.grants import API, Competition

Published = Callable[[], Awaitable[list[str]]]


async def test_a_report_is_received_once_and_late_ones_are_shown(
    competition: Competition, published: Published, database: Database
) -> None:
    await competition.decided("50 000")
    [award] = competition.awards
    with competition.later():
        await competition.must(f"{award}/agreement", {"number": "1", "report_due_on": _day(competition, 10)})
    with competition.later(50):
        late = (await competition.staff.get(API)).json()["late"]
        assert [one["days"] for one in late] == [40]
        assert "Звіти, на які чекаємо" in (await competition.staff.get("/grants")).text
        await competition.must(f"{award}/report")
        assert (await competition.post(f"{award}/report")).status_code == 409
        assert (await competition.staff.get(API)).json()["late"] == []
    assert (await published())[-1] == "GrantReported"
    async with database.reading() as session:
        told = await session.scalar(select(OutboxRow.payload).order_by(OutboxRow.id.desc()).limit(1))
    assert json.loads(told or b"")["data"]["report_received_on"] == _day(competition, 50)


def _day(competition: Competition, days: int) -> str:
    return (competition.begun.astimezone(KYIV).date() + timedelta(days=days)).isoformat()
