"""How bulletins are shown."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from liaison_contracts.events import EventKind
from pydantic import BaseModel, Field

from liaison_notifications.model.bulletins.bulletin import Bulletin, BulletinStatus
from liaison_notifications.model.bulletins.counts import BulletinOutcome, Counts
from liaison_notifications.model.sending.delivery import Channel


class Progress(BaseModel):
    """How many messages stand where, by one channel."""

    channel: Channel
    waiting: int
    held: int = Field(description="For the morning, or because somebody gets many messages.")
    sent: int
    failed: int
    in_doubt: int
    not_sent: int = Field(description="Unsubscribed or suppressed since, or called off.")
    planned: int = Field(description="All of them together, until now.")


class ShownBulletin(BaseModel):
    """`send_at`: not before then; none: as soon as it is approved. An empty list is everything."""

    id: UUID
    version: int
    status: BulletinStatus
    title: str
    districts: list[UUID]
    kinds: list[EventKind]
    send_at: datetime | None
    written_by: UUID
    written_at: datetime
    changed_by: UUID
    changed_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    begun_at: datetime | None
    planned_at: datetime | None
    stopped_by: UUID | None
    stopped_at: datetime | None
    over_at: datetime | None
    corrects: UUID | None = Field(description="Another one; then it is for whoever was sent that one.")


def shown(bulletin: Bulletin) -> ShownBulletin:
    return ShownBulletin.model_validate(bulletin, from_attributes=True)


def progress(bulletin: Bulletin, counts: Counts) -> list[Progress]:
    """By each channel that it has words for."""
    return [_by(channel, counts) for channel in bulletin.channels]


def _by(channel: Channel, counts: Counts) -> Progress:
    figures: Mapping[str, int] = {one.value: counts.get((channel, one), 0) for one in BulletinOutcome}
    return Progress(channel=channel, planned=sum(figures.values()), **figures)
