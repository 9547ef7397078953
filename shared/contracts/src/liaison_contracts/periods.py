"""Periods of results that a person approved and locked."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from liaison_contracts.fact import Fact


class LockedPlace(BaseModel):
    """What was locked of one office or district, or of the network as such."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    place_id: UUID = Field(description="Of the office or district; zeros: it belongs to none of them.")
    name: str | None = Field(None, description="As it was called when the period was locked; null: not known.")
    name_en: str | None = None
    figures: dict[str, int] = Field(description="By name, for example `visits/training`. May grow.")
    consultations: int | None = Field(None, description="Only of a year; null: fewer than five, none included.")


class PeriodLocked(Fact):
    """The results of a month, a quarter or a year were approved as they stood; late facts go to its next version."""

    period_id: UUID = Field(description="Made of the period; the same for all its versions.")
    period: str = Field(description="2026-05, 2026-Q2 or 2026.")
    version: int = Field(ge=1, description="Rises each time the period is locked again.")
    first: date
    last: date = Field(description="Last day, itself included.")
    locked_at: datetime = Field(description="UTC.")
    recorded_until: datetime | None = Field(description="When the newest fact in the figures was recorded, UTC.")
    places: list[LockedPlace] = Field(description="What was approved, in the order of their identifiers.")
    included: dict[UUID, int] = Field(
        description="Which events and organisations the figures hold, each with the version of it that is in them: so"
        " one knows a fact that was on its way."
    )

    @property
    def key(self) -> UUID:
        return self.period_id

    @property
    def sequence(self) -> int:
        return self.version
