"""Tell subscriptions: how many follow the news of each district, in fives, once a day where it has become another."""

from datetime import timedelta

from liaison_contracts.notifications import SubscriptionsChanged
from liaison_kit import clock, outbox
from liaison_kit.jobs import JobContext, every

from liaison_notifications.model.consent.totals import changed_totals


@every(timedelta(hours=1))
async def tell_subscriptions(context: JobContext) -> bool:
    async with context.transaction() as session:
        for total in await changed_totals(session, clock.today()):
            outbox.publish(session, SubscriptionsChanged(occurred_on=clock.today(), state=total.state()))
    return False
