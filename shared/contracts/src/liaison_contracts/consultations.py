"""Facts of the events service about consultations: what was helped with and how; never who was helped."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from liaison_contracts.events import ParticipationTool
from liaison_contracts.fact import Fact


class ConsultationOutcome(StrEnum):
    """What an office worker did for somebody who came for advice. May grow."""

    EXPLAINED = "explained"
    DRAFTED = "drafted"
    SUBMITTED = "submitted"


class _ConsultationFact(Fact):
    consultation_id: UUID
    version: int = Field(ge=1, description="Version of the consultation.")
    office_id: UUID

    @property
    def key(self) -> UUID:
        return self.consultation_id

    @property
    def sequence(self) -> int:
        return self.version


class _Help(_ConsultationFact):
    district_id: UUID | None = Field(description="The office's district; None: not known to the service yet.")
    tool: ParticipationTool | None = Field(description="None: it was about something else than a tool.")
    outcome: ConsultationOutcome


class ConsultationGiven(_Help):
    """Somebody was helped at an office, on `occurred_on`."""


class ConsultationCorrected(_Help):
    """What was told of a consultation was wrong: from now on this holds, `occurred_on` too."""


class ConsultationTakenBack(_ConsultationFact):
    """A consultation was entered by mistake: it does not count."""
