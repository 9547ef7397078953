"""Who follows a district."""

from datetime import timedelta

from liaison_kit import clock
from liaison_reporting.model.levels import levels
from liaison_reporting.reactions.reach.on_subscriptions_changed import on_subscriptions_changed
from sqlalchemy.ext.asyncio import AsyncSession

from services.reporting.tests.town import Town


async def test_the_newest_number_stands_and_a_hidden_one_is_none(session: AsyncSession, town: Town) -> None:
    for version, number in ((3, 15), (1, 5), (2, 10)):
        await on_subscriptions_changed(session, town.subscriptions(town.district.id, number, version))
    assert await levels(session, "subscriptions", [town.district.id]) == {town.district.id: {"subscribers": 15}}
    await on_subscriptions_changed(session, town.subscriptions(town.district.id, None, 4))
    assert await levels(session, "subscriptions", [town.district.id]) == {town.district.id: {}}


async def test_it_is_known_as_it_was_told_until_a_moment(session: AsyncSession, town: Town) -> None:
    await on_subscriptions_changed(session, town.subscriptions(town.district.id, 5, 1))
    for later, found in ((1, {town.district.id: {"subscribers": 5}}), (-1, {})):
        then = clock.now() + timedelta(hours=later)
        assert await levels(session, "subscriptions", [town.district.id], then) == found
