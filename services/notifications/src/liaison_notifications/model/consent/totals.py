"""How many follow the news of each district: in fives, and not below the first five, so that nobody is found."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from liaison_contracts.notifications import SubscriptionsState
from liaison_kit.database import Aggregate
from sqlalchemy import func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from liaison_notifications.model.consent.choices import districts
from liaison_notifications.model.consent.ledger import OF_NEWS
from liaison_notifications.model.consent.subscribers import Subscription
from liaison_notifications.model.tables import Base

STEP = 5


class SubscriptionTotal(Aggregate, Base):
    """What was told last of one district, whose id this is; at most once a day."""

    __tablename__ = "subscription_total"

    subscribers: Mapped[int | None]
    told_on: Mapped[date]

    def state(self) -> SubscriptionsState:
        return SubscriptionsState.model_validate(self, from_attributes=True)


def told(count: int) -> int | None:
    """A figure that no single subscriber changes but one in five: nobody can tell which."""
    return count - count % STEP or None


async def changed_totals(session: AsyncSession, today: date) -> Sequence[SubscriptionTotal]:
    """Those that are to be told today, with their new figures: who follows the whole community counts in each."""
    followed = func.jsonb_array_elements_text(Subscription.districts).table_valued("value")
    news = select(func.count()).where(Subscription.purpose.in_(OF_NEWS))
    everywhere = await session.scalar(news.where(func.jsonb_array_length(Subscription.districts) == 0)) or 0
    named = select(followed.c.value, func.count()).select_from(Subscription).join(followed, literal(True))
    named = named.where(Subscription.purpose.in_(OF_NEWS)).group_by(followed.c.value)
    counts = {UUID(district): count for district, count in await session.execute(named)}
    # One process at a time: the rows are what the figures are compared with.
    rows = {row.id: row for row in await session.scalars(select(SubscriptionTotal).with_for_update())}
    changed = []
    for district_id in {one.id for one in await districts(session)} | rows.keys():
        subscribers, row = told(counts.get(district_id, 0) + everywhere), rows.get(district_id)
        if row is None:
            row = SubscriptionTotal(id=district_id, version=0, subscribers=None, told_on=date.min)
        if row.subscribers != subscribers and row.told_on < today:
            row.subscribers, row.told_on = subscribers, today
            row.changed()
            session.add(row)
            changed.append(row)
    return changed
