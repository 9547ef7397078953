"""The log of attempts is kept for a month; how webhooks are doing is measured."""

from datetime import timedelta

from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_reporting.jobs.tend_webhooks import tend_webhooks
from liaison_reporting.model.webhooks.webhook import Webhook, WebhookAttempt, new_secret
from prometheus_client import REGISTRY
from sqlalchemy import text


async def test_what_is_older_goes_and_states_are_counted(context: JobContext, database: Database) -> None:
    now = clock.real_now()
    values = {"name": "x", "url": "https://x.example/", "topics": [], "created_at": now, "position": 0}
    async with context.transaction() as session:
        hooks = [Webhook(id=new_id(), secret=new_secret(), next_try_at=now, **values) for _ in range(3)]
        hooks[1].failing_since = now - timedelta(hours=2)
        hooks[2].disabled_at = now
        session.add_all(hooks)
        await session.flush()
        for days in (31, 29):
            when = now - timedelta(days=days)
            session.add(WebhookAttempt(webhook_id=hooks[0].id, at=when, outcome="delivered", milliseconds=days))
    await tend_webhooks(context)
    async with database.reading() as session:
        assert list(await session.scalars(text("select milliseconds from webhook_attempt"))) == [29]
    counted = {
        state: REGISTRY.get_sample_value("liaison_webhooks", {"state": state})
        for state in ("working", "failing", "stopped")
    }
    assert counted == {"working": 1, "failing": 1, "stopped": 1}
    assert 7190 < (REGISTRY.get_sample_value("liaison_webhook_oldest_seconds") or 0) < 7300
