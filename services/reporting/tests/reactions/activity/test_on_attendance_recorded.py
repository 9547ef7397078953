"""Who came of those who had signed up."""

from datetime import date

from liaison_reporting.reactions.activity.on_attendance_recorded import on_attendance_recorded
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, told_at_events


async def test_the_newest_record_counts_at_its_event_whichever_is_read_first(session: AsyncSession, town: Town) -> None:
    event = town.event(town.office, date(2023, 6, 1), 9)
    _, came = town.signed_up(event, 4, 3)
    corrected = came.model_copy(update={"version": 3, "present": 2})
    for fact in (corrected, came, corrected):
        await on_attendance_recorded(session, fact)
    assert await told_at_events(session) == {(event.state.id, "came"): 2}


async def test_none_present_takes_it_back(session: AsyncSession, town: Town) -> None:
    _, came = town.signed_up(town.event(town.office, date(2023, 6, 1), 9), 4, 3)
    for fact in (came, came.model_copy(update={"version": 3, "present": 0})):
        await on_attendance_recorded(session, fact)
    assert await told_at_events(session) == {}
