"""After a restore: what the lost system may have sent since the backup is in doubt, and is not blindly sent again.

Whatever was due when it stopped, or would have been planned by then, counts as claimed by a process that died
(decision 7): an SMS gateway is asked whether it has it, an email stays in doubt, and shows.
"""

from datetime import datetime
from uuid import UUID

import structlog
from liaison_kit import clock
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext, Kept
from liaison_kit.settings import Settings
from sqlalchemy import text

from liaison_notifications.jobs.bulletins.plan_bulletins import plan_bulletins
from liaison_notifications.jobs.consent.plan_digests import plan_digests
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.jobs.requests.take_requests import take_requests
from liaison_notifications.jobs.thank_participants import thank_participants
from liaison_notifications.model.sending.delivery import Reason
from liaison_notifications.settings import NotificationsSettings

log = structlog.get_logger()

PLANNING = (take_requests, remind_participants, thank_participants, plan_news, plan_digests, plan_bulletins)
"""By the clock of when the lost system stopped they plan what it had planned; the rest is planned in its time."""

# The database lets nothing become doubtful that was not claimed. What is planned only now has an id that no gateway
# knows, and a gateway that one of several was is not known: then there is nobody to ask.
_CLAIMED = text("""
    update delivery set status = 'claimed', attempt = attempt + 1, due_at = coalesce(due_at, next_try_at),
        claimed_until = coalesce(due_at, next_try_at), next_try_at = null
    where status in ('planned', 'retry_wait', 'held') and next_try_at <= :stopped_at
""")
_IN_DOUBT = text("""
    update delivery set status = 'unknown', reason = :reason,
        next_try_at = case when :askable and channel = 'sms' and id < :first then claimed_until end,
        finished_at = case when :askable and channel = 'sms' and id < :first then null else now() end
    where status = 'claimed' returning finished_at is null as is_asked
""")


async def settle_doubts(database: Database, settings: Settings, began: datetime) -> None:
    """Runs by the clock of when the lost system stopped; the restore `began` by the clock on the wall."""
    assert isinstance(settings, NotificationsSettings)
    async with Kept() as kept:
        context = JobContext(database, settings, kept)
        for job in PLANNING:
            while await job(context):
                pass
    first = UUID(int=int(began.timestamp() * 1000) << 80)  # a UUIDv7 begins with Unix milliseconds
    told = {"reason": Reason.RESTORED, "askable": len(settings.sms_addresses) == 1, "first": first}
    async with database.transaction() as session:
        await session.execute(_CLAIMED, {"stopped_at": clock.now()})
        asked = [row.is_asked for row in await session.execute(_IN_DOUBT, told)]
    log.info("restore.messages_in_doubt", gateway_is_asked=sum(asked), not_sent_again=len(asked) - sum(asked))
