"""What is answered when several events of a series were edited at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from liaison_contracts.events import EventState, EventStatus
from pydantic import BaseModel, Field

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.series import Series


class KeptEvent(BaseModel):
    """An event to come that was left as it is."""

    event_id: UUID
    starts_at: datetime
    because: Literal["cancelled", "changed_alone", "held"]


class EditedSeries(BaseModel):
    """`changed` in the order of time; `kept`: those to come that were left as they are, and why."""

    id: UUID
    version: int = Field(description="Of the series: rises with each edit.")
    changed: list[EventState]
    kept: list[KeptEvent]


def kept_event(event: Event) -> KeptEvent:
    because: Literal["cancelled", "changed_alone", "held"] = "changed_alone"
    if event.status == EventStatus.CANCELLED:
        because = "cancelled"
    elif event.status == EventStatus.HELD:
        because = "held"
    return KeptEvent(event_id=event.id, starts_at=event.starts_at, because=because)


def edited(series: Series, changed: Sequence[Event], kept: Sequence[Event]) -> EditedSeries:
    ordered = sorted(changed, key=lambda event: event.starts_at)
    return EditedSeries(
        id=series.id,
        version=series.version,
        changed=[event.state() for event in ordered],
        kept=[kept_event(event) for event in kept],
    )
