"""Places that sign-ups hold."""

from datetime import date

from liaison_reporting.reactions.activity.on_sign_up_confirmed import on_sign_up_confirmed
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, told_at_events


async def test_it_holds_as_many_places_as_people_come(session: AsyncSession, town: Town) -> None:
    event = town.event(town.office, date(2023, 6, 1), 9)
    (confirmed,) = town.signed_up(event, 4, None)
    for fact in (confirmed.model_copy(update={"version": 3, "party_size": 2}), confirmed):
        await on_sign_up_confirmed(session, fact)
    assert await told_at_events(session) == {(event.state.id, "places_kept"): 2}
