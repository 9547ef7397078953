"""Risks: what may keep the commitment from being fulfilled, what is done about it, and who answers for that."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from liaison_contracts.identity import Role
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from liaison_registry.model.metadata import Base
from liaison_registry.model.offices.written import Lines
from liaison_registry.model.text import OneLine

OWNERS = (Role.WORKER, Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR)
Owner = Literal[Role.WORKER, Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR]


class ReviewInThePast(Refusal):
    """The day of the next look at it cannot lie in the past."""

    field = "review_by"


class RiskClosed(Conflict):
    """This risk is closed. Reopen it to change it."""


class RiskOpen(Conflict):
    """This risk is open already."""


class WrittenRisk(BaseModel):
    """A risk as a coordinator describes it; staff read it, the public does not."""

    title: OneLine = Field(min_length=1, max_length=200, description="What may happen.")
    cause: Lines = Field(min_length=1, description="Why it may, and what that would mean.")
    probability: int = Field(ge=1, le=3, description="1 low, 2 medium, 3 high.")
    impact: int = Field(ge=1, le=3, description="1 low, 2 medium, 3 high.")
    response: Lines = Field(min_length=1, description="What is done about it.")
    owner_role: Owner = Field(description="Whose work it is to watch it.")
    review_by: date = Field(description="When it is looked at again, at the latest.")


class Closing(BaseModel):
    """Why a risk is closed or reopened."""

    reason: OneLine = Field(min_length=1, max_length=500)


class ShownRisk(WrittenRisk):
    """A risk as it stands; `score` and `days_overdue` are computed. Closed: `closed_on` says when."""

    id: UUID
    version: int
    score: int = Field(description="Probability times impact, 1 to 9.")
    closed_on: date | None
    closing_reason: str | None
    days_overdue: int = Field(
        description="Since it should have been looked at; 0 while that is in time, or once closed."
    )


class Risk(Aggregate, Base):
    """A risk, open until it is closed with a reason."""

    __tablename__ = "risk"

    title: Mapped[str]
    cause: Mapped[str]
    probability: Mapped[int]
    impact: Mapped[int]
    response: Mapped[str]
    owner_role: Mapped[str]
    review_by: Mapped[date]
    closed_on: Mapped[date | None]
    closing_reason: Mapped[str | None]

    def describe(self, written: WrittenRisk, today: date) -> dict[str, Any]:
        """Says all of it anew; what has changed, as RiskChange keeps it. RiskClosed, ReviewInThePast."""
        if self.closed_on:
            raise RiskClosed
        if written.review_by < today:
            raise ReviewInThePast
        changes = {}
        for name, value in written.model_dump(mode="json").items():
            before = getattr(self, name)
            before = before.isoformat() if isinstance(before, date) else before
            if before != value:
                changes[name] = {"before": before, "now": value}
            setattr(self, name, getattr(written, name))
        return changes

    def close(self, reason: str, today: date) -> dict[str, Any]:
        """It is over, or accepted; what has changed. RiskClosed."""
        if self.closed_on:
            raise RiskClosed
        self.closed_on, self.closing_reason = today, reason
        self.changed()
        return {"closed": {"before": None, "now": reason}}

    def reopen(self, reason: str) -> dict[str, Any]:
        """It may happen after all; what has changed. RiskOpen."""
        if not self.closed_on:
            raise RiskOpen
        self.closed_on = self.closing_reason = None
        self.changed()
        return {"reopened": {"before": None, "now": reason}}

    def shown(self, today: date) -> ShownRisk:
        late = 0 if self.closed_on else max(0, (today - self.review_by).days)
        computed = {"score": self.probability * self.impact, "days_overdue": late}
        names = ShownRisk.model_fields.keys() - computed.keys()
        return ShownRisk(**{name: getattr(self, name) for name in names}, **computed)


class RiskChange(Base):
    """One step of a risk's history, which the database keeps as it is; no `changes` at its first."""

    __tablename__ = "risk_change"

    risk_id: Mapped[UUID] = mapped_column(ForeignKey("risk.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    account_id: Mapped[UUID]
    changes: Mapped[dict[str, Any]]
