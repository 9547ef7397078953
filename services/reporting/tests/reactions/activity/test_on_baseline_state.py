"""Activity before an office."""

from datetime import date

from liaison_reporting.model.levels import levels, taken_part_before
from liaison_reporting.reactions.activity.on_baseline_state import on_baseline_state
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_the_newest_one_stands_and_a_month_without_any_stays_known(session: AsyncSession, town: Town) -> None:
    newest = {"2023-01/appeals": 0, "2023-02/hearings": 3, "2023-02/petitions": 2, "2023-02/events": 9}
    for state in (
        town.baseline(town.district, newest, version=2),
        town.baseline(town.district, {"2022-01/appeals": 1}),
    ):
        await on_baseline_state(session, state)
    found = await levels(session, "baseline", [town.district.id])
    assert taken_part_before(found[town.district.id]) == {date(2023, 1, 1): 0, date(2023, 2, 1): 5}
    assert await day_figures(session) == {}
