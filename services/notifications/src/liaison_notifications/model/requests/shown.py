"""How systems that may have messages sent are shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from liaison_contracts.message_requests import RequestPurpose
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_notifications.model.requests.request import MessageRequest, RequestRefusal
from liaison_notifications.model.requests.systems import RequestingSystem, Use
from liaison_notifications.model.sending.figures import midnight


class KnownSystem(BaseModel):
    """What it may. `version`: for If-Match."""

    id: UUID
    version: int
    name: str
    title: str
    title_en: str
    parts_an_hour: int
    parts_a_day: int
    purposes: list[RequestPurpose]
    may_be_urgent: bool
    verify_key: str | None
    suspended_at: datetime | None

    @classmethod
    def of(cls, row: RequestingSystem) -> KnownSystem:
        return cls.model_validate(row, from_attributes=True)


class SystemWithUse(KnownSystem):
    """And what it does: parts that were taken for sending."""

    use: Use
    refused: dict[RequestRefusal, int] = Field(description="Requests of today that were not taken, by reason.")


async def refused_today(session: AsyncSession, names: list[str], now: datetime) -> dict[str, dict[RequestRefusal, int]]:
    """By system, the most frequent reason first."""
    query = (
        select(MessageRequest.system, MessageRequest.refused, func.count().label("count"))
        .where(MessageRequest.system.in_(names), MessageRequest.refused.is_not(None))
        .where(MessageRequest.checked_at >= midnight(now))
        .group_by(MessageRequest.system, MessageRequest.refused)
        .order_by(func.count().desc(), MessageRequest.refused)
    )
    found: dict[str, dict[RequestRefusal, int]] = {name: {} for name in names}
    for name, reason, count in await session.execute(query):
        found[name][RequestRefusal(str(reason))] = count
    return found
