"""Deliver webhooks: to each receiver the next facts in their order, signed, one after the other."""

from datetime import timedelta

from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from liaison_kit.traces import spans
from liaison_kit.traces.spans import Kind

from liaison_reporting.model.webhooks.delivering import Claim, Letter, claim, settle
from liaison_reporting.model.webhooks.outcome import Outcome, Result
from liaison_reporting.providers.addresses import Rules
from liaison_reporting.providers.receivers import Receivers
from liaison_reporting.settings import ReportingSettings


@every(timedelta(milliseconds=500))
async def deliver_webhooks(context: JobContext) -> bool:
    """One webhook's turn; service.py runs several side by side, so that who is slow holds up nobody."""
    settings: ReportingSettings = context.settings
    receivers = context.kept.one(Receivers, lambda: Receivers(Rules(settings.networks_for_webhooks)))
    async with context.transaction() as session:
        claimed = await claim(session, clock.real_now(), f"{settings.url.rstrip('/')}/api/reporting")
    if claimed is None:
        return False
    for letter in claimed.letters:
        result = await _sent(receivers, claimed, letter)
        async with context.transaction() as session:
            if not await settle(session, claimed, letter, result, clock.real_now(), settings.webhook_days):
                break
    return True


async def _sent(receivers: Receivers, claimed: Claim, letter: Letter) -> Result:
    """One request, as the last part of the trace that told its fact."""
    now = clock.real_now()
    known = {"liaison.webhook.id": str(claimed.webhook_id), "messaging.message.id": letter.message_id}
    with spans.caused("send webhook", Kind.CLIENT, known, letter.cause(now)) as span:
        result = await receivers.send(claimed.url, letter.body, letter.headers(claimed.secrets, now))
        span.tell({"liaison.webhook.outcome": result.outcome})
        if result.outcome is not Outcome.DELIVERED:
            span.fail(result.outcome)
    return result
