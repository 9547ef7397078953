"""Tend webhooks: the log of attempts is kept for a month, and how they are doing is measured."""

from datetime import timedelta

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import delete, select

from liaison_reporting.model.webhooks.measures import OLDEST, WEBHOOKS
from liaison_reporting.model.webhooks.shown import State, state_of
from liaison_reporting.model.webhooks.webhook import Webhook, WebhookAttempt

ATTEMPTS_KEPT = timedelta(days=30)


@every(timedelta(seconds=30))
async def tend_webhooks(context: JobContext) -> bool:
    now = clock.real_now()
    async with context.transaction() as session:
        await session.execute(delete(WebhookAttempt).where(WebhookAttempt.at < now - ATTEMPTS_KEPT))
        webhooks = list(await session.scalars(select(Webhook)))
    states = [state_of(one) for one in webhooks]
    for state in State:
        WEBHOOKS.labels(state).set(states.count(state))
    failing = [one.failing_since for one in webhooks if one.failing_since]
    OLDEST.set((now - min(failing)).total_seconds() if failing else 0)
    return False
