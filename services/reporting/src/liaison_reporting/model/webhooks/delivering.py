"""Delivering: a webhook is one process's for a moment, and what became of each request is written down at once.

Whoever dies in between has told nobody: the webhook is another's when its claim is over, and the record goes out again
under the same `webhook-id`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from liaison_kit.database import new_id
from liaison_kit.traces import spans
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from standardwebhooks import Webhook as Signer

from liaison_reporting.model.feed.log import FACTS
from liaison_reporting.model.feed.reading import read
from liaison_reporting.model.webhooks.measures import ATTEMPTS
from liaison_reporting.model.webhooks.outcome import Outcome, Result
from liaison_reporting.model.webhooks.webhook import Webhook, WebhookAttempt

log = structlog.get_logger()

CLAIM = timedelta(seconds=30)
"""Twice the longest request."""
TURN = timedelta(seconds=2)
"""After so long it is another's turn, so that a few slow receivers hold up nobody for longer than a request."""
AT_ONCE = 20
TEST_TYPE = "liaison.reporting.WebhookTested.v1"

_DUE = text("""
    select id from webhook
    where (claimed_until is null or claimed_until < :now)
        and (test_asked_at is not null or (disabled_at is null and next_try_at <= :now and exists (
            select from feed_record
            where position > webhook.position and value is not null and topic in (select jsonb_array_elements_text(
                case when topics = '[]' then cast(:facts as jsonb) else topics end)))))
    order by next_try_at limit 1 for update skip locked
""")


@dataclass(frozen=True)
class Letter:
    """One event on its way. `behind`: where its webhook stands once it is delivered; None for a test."""

    message_id: str
    body: bytes
    topic: str | None
    fact_id: UUID | None
    behind: int | None
    recorded_at: datetime | None = None

    def cause(self, now: datetime) -> spans.Cause:
        """What told its fact."""
        return spans.Cause(spans.told_in(self.body), self.recorded_at or now)

    def headers(self, secrets: Sequence[str], now: datetime) -> dict[str, str]:
        """Standard Webhooks, over a CloudEvent in structured mode."""
        said = self.body.decode()
        return {
            "Content-Type": "application/cloudevents+json; charset=UTF-8",
            "webhook-id": self.message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(Signer(secret).sign(self.message_id, now, said) for secret in secrets),
        }


@dataclass
class Claim:
    """A webhook that is this process's until then, and what goes out to it."""

    webhook_id: UUID
    url: str
    secrets: list[str]
    begun: datetime
    until: datetime
    letters: list[Letter]


async def claim(session: AsyncSession, now: datetime, source: str) -> Claim | None:
    """The webhook that has waited for longest, or None if there is nothing to deliver."""
    due = await session.scalar(_DUE, {"now": now, "facts": json.dumps(FACTS)})
    if due is None:
        return None
    webhook = await session.get_one(Webhook, due, populate_existing=True)
    webhook.claimed_until = now + CLAIM
    letters = [_test(webhook, now, source)] if webhook.test_asked_at else await _next(session, webhook)
    return Claim(webhook.id, webhook.url, webhook.signing(now), now, webhook.claimed_until, letters)


async def settle(
    session: AsyncSession, claimed: Claim, letter: Letter, result: Result, now: datetime, days: int
) -> bool:
    """Writes down what became of a letter; whether the next one of the claim is to follow."""
    mine = select(Webhook).where(Webhook.id == claimed.webhook_id, Webhook.claimed_until == claimed.until)
    webhook = await session.scalar(mine.with_for_update())
    ATTEMPTS.labels(result.outcome).inc()
    if webhook is None:
        return False
    told = WebhookAttempt(webhook_id=webhook.id, at=now, fact_id=letter.fact_id, topic=letter.topic)
    told.outcome, told.status, told.milliseconds = result.outcome, result.status, result.milliseconds
    session.add(told)
    delivered = result.outcome is Outcome.DELIVERED
    if letter.behind is None:
        webhook.test_asked_at = None
    elif delivered:
        webhook.position = letter.behind
        webhook.succeed(now)
    else:
        webhook.fail(result, now, days)
    if not delivered:
        ids = {"webhook_id": str(webhook.id), "fact_id": letter.message_id}
        log.warning("webhook.failed", outcome=result.outcome, status=result.status, **ids)
    if webhook.disabled_at == now:
        log.error("webhook.stopped", webhook_id=str(webhook.id), because=webhook.disabled_because)
    goes_on = delivered and letter is not claimed.letters[-1] and now - claimed.begun < TURN
    claimed.until = now + CLAIM
    webhook.claimed_until = claimed.until if goes_on else None
    return goes_on


async def _next(session: AsyncSession, webhook: Webhook) -> list[Letter]:
    page = await read(session, webhook.position, webhook.wanted, AT_ONCE)
    last = len(page.records) - 1
    return [
        Letter(
            message_id=str(one.fact_id),
            body=one.value or b"",
            topic=one.topic,
            fact_id=one.fact_id,
            # Behind the last one come only records of other topics: they need not be looked through again.
            behind=page.cursor.position if place == last else one.position,
            recorded_at=one.recorded_at,
        )
        for place, one in enumerate(page.records)
    ]


def _test(webhook: Webhook, now: datetime, source: str) -> Letter:
    test_id = new_id()
    event = {
        "specversion": "1.0",
        "id": str(test_id),
        "source": source,
        "type": TEST_TYPE,
        "subject": str(webhook.id),
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "data": {},
    }
    return Letter(str(test_id), json.dumps(event).encode(), None, None, None)
