"""Facts of the events service about consultations: what was helped with and how; never who was helped."""

from datetime import datetime
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


class _AppointmentFact(Fact):
    appointment_id: UUID
    version: int = Field(ge=1, description="Version of the appointment.")

    @property
    def key(self) -> UUID:
        return self.appointment_id

    @property
    def sequence(self) -> int:
        return self.version


class _Appointment(_AppointmentFact):
    office_id: UUID
    office_name: str
    address: str
    starts_at: datetime = Field(description="UTC.")
    ends_at: datetime = Field(description="UTC.")


class AppointmentBooked(_Appointment):
    """An adviser of an office keeps a time free for a resident."""


class AppointmentMoved(_Appointment):
    """An appointment is at another time."""


class AppointmentCancelled(_Appointment):
    """An appointment does not take place."""

    by_office: bool = Field(description="Whether the office entered it; otherwise whoever had it gave it back.")


class AppointmentContact(_AppointmentFact):
    """How to reach the resident who has an appointment, readable by nobody but the notifications service."""

    sealed: str = Field(description="Base64 of a libsodium sealed box around a Contact.")
    key_version: int = Field(description="Version of the SealingKeyState whose key sealed it.")
