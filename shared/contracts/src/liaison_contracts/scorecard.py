"""The scorecard: what of it is told to the world, and what a person decides about it."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from liaison_contracts.fact import Fact
from liaison_contracts.registry import Level


class ScoredResult(BaseModel):
    """How far one of the commitment's expected results is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str = Field(
        description="offices_opened, csos_created, events_per_office, staff_trained, … May grow; never consultations."
    )
    now: int | None = Field(description="Null: not known.")
    goal: int | None = Field(description="Null: the commitment promises no number.")


class ScoredOffice(BaseModel):
    """How many events an office has held in its first year."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    office_id: UUID
    events: int
    goal: int | None


class ScorecardChanged(Fact):
    """The commitment's scorecard of this day differs from the one told before; it is told at most once an hour."""

    programme_id: UUID
    version: int = Field(ge=1, description="Rises with each scorecard that is told, not by one.")
    code: str = Field(description="Of the commitment, for example UAVNT0004.")
    results: list[ScoredResult]
    offices: list[ScoredOffice]
    milestones: int
    milestones_finished: int
    proposed: Level = Field(description="How far the commitment is complete, by rules; a person confirms it.")

    @property
    def key(self) -> UUID:
        return self.programme_id

    @property
    def sequence(self) -> int:
        return self.version


class CompletionConfirmed(Fact):
    """A coordinator has confirmed how far the commitment is complete; the newest of a commitment holds."""

    confirmation_id: UUID
    programme_id: UUID
    level: Level = Field(description="One of the first five of OGP's words.")
    proposed: Level = Field(description="What the rules said of the day.")
    reason: str
    reason_en: str

    @property
    def key(self) -> UUID:
        return self.confirmation_id

    @property
    def sequence(self) -> int:
        return 1
