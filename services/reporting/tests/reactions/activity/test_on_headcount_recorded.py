"""People who came without a sign-up."""

from datetime import date

from liaison_reporting.reactions.activity.on_headcount_recorded import on_headcount_recorded
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, told_at_events


async def test_a_count_replaces_what_it_said_before(session: AsyncSession, town: Town) -> None:
    event = town.event(town.office, date(2023, 6, 1), 9)
    for fact in (
        town.counted(event, "female", "18_34", 7, version=2),
        town.counted(event, "female", "18_34", 5),
        town.counted(event, "unknown", "unknown", 3),
    ):
        await on_headcount_recorded(session, fact)
    found = {name: number for (_, name), number in (await told_at_events(session)).items()}
    assert found == {"people/female/18_34": 7, "people/unknown/unknown": 3}
