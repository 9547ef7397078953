"""Reminders of reports that are missing: after how many days, and which were told, so that none is told twice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.tables import Base

DAYS = (3, 7)


class ReportReminder(Base):
    """That an event's report was so many days late was told."""

    __tablename__ = "report_reminder"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]
