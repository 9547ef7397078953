"""Sign-ups that were given back."""

from datetime import date

from liaison_reporting.reactions.activity.on_sign_up_cancelled import on_sign_up_cancelled
from liaison_reporting.reactions.activity.on_sign_up_confirmed import on_sign_up_confirmed
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, told_at_events


async def test_it_holds_no_place_even_if_its_confirmation_is_read_later(session: AsyncSession, town: Town) -> None:
    confirmed, cancelled = town.signed_up(town.event(town.office, date(2023, 6, 1), 9), 4, None, cancelled=True)
    await on_sign_up_cancelled(session, cancelled)
    await on_sign_up_confirmed(session, confirmed)
    assert await told_at_events(session) == {}
    again = confirmed.model_copy(update={"version": 3})
    await on_sign_up_confirmed(session, again)
    assert list((await told_at_events(session)).values()) == [4]
