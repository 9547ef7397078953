"""Webhooks as administrators see them: never with a secret."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_reporting.model.feed.log import FeedRecord
from liaison_reporting.model.feed.reading import coming
from liaison_reporting.model.webhooks.webhook import Webhook

MOST_COUNTED = 10_000


class State(StrEnum):
    """What it is doing."""

    WORKING = "working"
    FAILING = "failing"
    STOPPED = "stopped"


class Shown(BaseModel):
    """`backlog`: so many facts wait for it, counted up to 10,000. `types` is empty where it is told every fact."""

    id: UUID
    version: int
    name: str
    url: str
    types: list[str]
    state: State
    created_at: datetime
    backlog: int
    failing_since: datetime | None
    next_try_at: datetime | None
    disabled_at: datetime | None
    disabled_because: str | None
    old_secret_until: datetime | None
    test_asked_at: datetime | None


class Attempt(BaseModel):
    """A line of its log; `topic` and `fact_id` are null for a test."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    topic: str | None
    fact_id: UUID | None
    outcome: str
    status: int | None
    milliseconds: int


def state_of(webhook: Webhook) -> State:
    if webhook.disabled_at:
        return State.STOPPED
    return State.FAILING if webhook.failing_since else State.WORKING


async def shown(session: AsyncSession, webhook: Webhook, now: datetime) -> Shown:
    waiting = select(FeedRecord.position).where(*coming(webhook.position, webhook.wanted))
    counted = select(func.count()).select_from(waiting.limit(MOST_COUNTED).subquery())
    both = webhook.old_secret_until if len(webhook.signing(now)) > 1 else None
    return Shown(
        id=webhook.id,
        version=webhook.version,
        name=webhook.name,
        url=webhook.url,
        types=webhook.topics,
        state=state_of(webhook),
        created_at=webhook.created_at,
        backlog=await session.scalar(counted) or 0,
        failing_since=webhook.failing_since,
        next_try_at=webhook.next_try_at if webhook.failing_since and not webhook.disabled_at else None,
        disabled_at=webhook.disabled_at,
        disabled_because=webhook.disabled_because,
        old_secret_until=both,
        test_asked_at=webhook.test_asked_at,
    )
