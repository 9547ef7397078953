"""A draft of an event: in a table of its own, so that nothing that lists, feeds or tells of events can ever show it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventKind, EventMode
from liaison_kit.database import Aggregate
from pydantic import Field
from sqlalchemy.orm import Mapped

from liaison_events.model.calendar.planning import Plan
from liaison_events.model.moments import Moment
from liaison_events.model.tables import Base
from liaison_events.model.texts import Line, Text


class DraftPlan(Plan):
    """What is known of an event so far: a title, and whose it is."""

    title: Line = Field(max_length=200)
    description: Text | None = Field(None, max_length=5000)  # type: ignore[assignment]
    kind: EventKind | None = None  # type: ignore[assignment]
    mode: EventMode = EventMode.ROOM
    starts_at: Moment | None = None  # type: ignore[assignment]
    ends_at: Moment | None = None  # type: ignore[assignment]


class Draft(Aggregate, Base):
    """`plan`: what was typed, as JSON; it is checked when it is published."""

    __tablename__ = "event_draft"

    office_id: Mapped[UUID]
    plan: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    def save(self, plan: DraftPlan, office_id: UUID, now: datetime) -> None:
        self.plan, self.office_id, self.saved_at = plan.model_dump(mode="json", exclude_none=True), office_id, now
