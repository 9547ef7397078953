"""Keep how many addresses follow the news of a district."""

from liaison_contracts.notifications import SubscriptionsChanged
from liaison_kit.reactions import on
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.levels import keep_subscriptions


@on(SubscriptionsChanged)
async def on_subscriptions_changed(session: AsyncSession, fact: SubscriptionsChanged) -> None:
    await keep_subscriptions(session, fact)
