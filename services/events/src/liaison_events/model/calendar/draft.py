"""A draft of an event: in a table of its own, so that nothing that lists, feeds or tells of events can ever show it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventKind, EventMode
from liaison_kit.database import Aggregate
from liaison_kit.formats.written import Moment
from pydantic import BaseModel, Field
from sqlalchemy.orm import Mapped

from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.planning import SAID, Plan
from liaison_events.model.calendar.whereabouts import as_typed
from liaison_events.model.sign_ups.groups import EventGroup, Limits
from liaison_events.model.tables import Base
from liaison_events.model.texts import Line, Text

COPIED = (*SAID, "office_id", "capacity")
"""What a copy says as its event does, beside where it takes place and the places of its groups."""


class DraftPlan(Plan, Limits):
    """What is known of an event so far: a title, and whose it is. Its groups are limited when it is published."""

    title: Line = Field(max_length=200)
    description: Text | None = Field(None, max_length=5000)  # type: ignore[assignment]
    kind: EventKind | None = None  # type: ignore[assignment]
    mode: EventMode = EventMode.ROOM
    starts_at: Moment | None = None  # type: ignore[assignment]
    ends_at: Moment | None = None  # type: ignore[assignment]


class SavedDraft(BaseModel):
    """It keeps its id when it is published."""

    id: UUID
    version: int


class Draft(Aggregate, Base):
    """`plan`: what was typed, as JSON; it is checked when it is published."""

    __tablename__ = "event_draft"

    office_id: Mapped[UUID]
    plan: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    def save(self, plan: DraftPlan, office_id: UUID, now: datetime) -> None:
        self.plan, self.office_id, self.saved_at = plan.model_dump(mode="json", exclude_none=True), office_id, now

    def copy(self, event: Event, groups: Iterable[EventGroup], now: datetime) -> None:
        """Says what the event says, but not when; nobody has signed up for it."""
        said = {name: getattr(event, name) for name in COPIED}
        limits = {one.name: one.capacity for one in groups}
        self.save(DraftPlan.model_validate(said | as_typed(event) | limits), event.office_id, now)
