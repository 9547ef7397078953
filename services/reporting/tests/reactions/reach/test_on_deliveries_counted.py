"""What became of messages."""

from datetime import date

from liaison_reporting.model.contributions import NETWORK
from liaison_reporting.reactions.reach.on_deliveries_counted import on_deliveries_counted
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town, day_figures


async def test_windows_of_one_series_count_each_once_whichever_is_read_first(session: AsyncSession, town: Town) -> None:
    june = date(2023, 6, 1)
    for number, count in ((2, 5), (1, 3), (2, 5), (1, 3)):
        await on_deliveries_counted(session, town.deliveries(number, june, ("reminder", "sms", "delivered", count)))
    assert await day_figures(session) == {(NETWORK, june, "messages/reminder/sms/delivered"): 8}
