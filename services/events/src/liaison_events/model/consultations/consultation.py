"""A consultation: somebody was helped at an office, once. Who it was is known only with their consent, for a while."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from liaison_contracts.consultations import ConsultationOutcome
from liaison_contracts.events import ParticipationTool
from liaison_kit.clock import KYIV
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from pydantic import BaseModel
from sqlalchemy import ColumnElement, ForeignKey, or_
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.office import OfficeCopy
from liaison_events.model.tables import Base

REMEMBERED = ("given_on", "topic", "question", "tool", "outcome", "reference", "follow_up_on", "result")
"""What a correction is known of afterwards."""


class ConsultationTopic(StrEnum):
    """What people come for. Kept inside this service."""

    TAKING_PART = "taking_part"
    SOCIAL = "social"
    HOUSING = "housing"
    ROADS = "roads"
    LAND = "land"
    ENVIRONMENT = "environment"
    EDUCATION = "education"
    SAFETY = "safety"
    VETERANS = "veterans"
    ORGANISATION = "organisation"
    DOCUMENTS = "documents"
    OTHER = "other"


class OfficeNotSaid(Refusal):
    """Say at which office: your account is for more than one."""

    field = "office_id"


class NotGivenYet(Refusal):
    """A consultation is entered on the day it was given, or later."""

    field = "given_on"


class OfficeNotOpenThen(Refusal):
    """The office was not open yet on that day."""

    field = "given_on"


class FollowUpTooEarly(Refusal):
    """The follow-up comes after what it follows."""

    field = "follow_up_on"


class PersonNeedsConsent(Refusal):
    """A name or a contact is kept only if the person has agreed. Without it the consultation stays anonymous."""

    field = "consent"


class ConsultationIsTakenBack(Conflict):
    """This consultation was taken back."""


class ShownConsultation(BaseModel):
    """A consultation as the office's workers see it in a list: without the person."""

    id: UUID
    version: int
    office_id: UUID
    given_on: date
    logged_at: datetime
    topic: ConsultationTopic
    question: str | None
    tool: ParticipationTool | None
    outcome: ConsultationOutcome
    reference: str | None
    follow_up_on: date | None
    result: str | None
    result_on: date | None
    on_behalf: bool
    taken_back: bool


class Consultation(Aggregate, Base):
    """`person` and `contact` are there since `consented_on`, and are forgotten a month after it or its follow-up."""

    __tablename__ = "consultation"

    office_id: Mapped[UUID]
    given_on: Mapped[date]
    logged_at: Mapped[datetime]
    logged_by: Mapped[UUID]
    topic: Mapped[str]
    question: Mapped[str | None]
    tool: Mapped[str | None]
    outcome: Mapped[str]
    reference: Mapped[str | None]
    follow_up_on: Mapped[date | None]
    result: Mapped[str | None]
    result_on: Mapped[date | None]
    person: Mapped[str | None]
    contact: Mapped[str | None]
    consented_on: Mapped[date | None]
    appointment_id: Mapped[UUID | None]
    taken_back_at: Mapped[datetime | None]

    @property
    def on_behalf(self) -> bool:
        """Whether the worker did something in a resident's name, with their consent."""
        return self.consented_on is not None

    @property
    def taken_back(self) -> bool:
        return self.taken_back_at is not None

    def check(self, office: OfficeCopy, today: date) -> None:
        """Refuses days that cannot be."""
        if self.given_on > today:
            raise NotGivenYet
        if office.opened_on is None or self.given_on < office.opened_on:
            raise OfficeNotOpenThen
        if self.follow_up_on and self.follow_up_on < self.given_on:
            raise FollowUpTooEarly

    def correct(self, columns: dict[str, Any], now: datetime, account: UUID) -> "ConsultationChange | None":
        """Says otherwise what `columns` say; returns what it said before, or None where that is the same."""
        self._must_count()
        before = self._said()
        for name, value in columns.items():
            setattr(self, name, value)
        if self._said() == before:
            return None
        self.changed()
        return self._change(before, now, account)

    def add_result(self, result: str, again_on: date | None, now: datetime, account: UUID) -> "ConsultationChange":
        """What came of it; with a later day where somebody has to ask again. Returns what it said before."""
        self._must_count()
        today = now.astimezone(KYIV).date()
        if again_on and again_on <= today:
            raise FollowUpTooEarly
        before = self._said()
        self.result, self.result_on = result, today
        self.follow_up_on = again_on or self.follow_up_on
        self.changed()
        return self._change(before, now, account)

    def take_back(self, now: datetime) -> bool:
        """Whether it counted until now."""
        if self.taken_back:
            return False
        self.taken_back_at = now
        self.forget()
        self.changed()
        return True

    def forget(self) -> None:
        """Who it was is gone; that they had agreed stays."""
        self.person = self.contact = None

    def told(self, office: OfficeCopy) -> dict[str, Any]:
        """What the facts say of it."""
        return {
            "occurred_on": self.given_on,
            "consultation_id": self.id,
            "version": self.version,
            "office_id": self.office_id,
            "district_id": office.district_id,
            "tool": self.tool,
            "outcome": self.outcome,
        }

    def shown(self) -> ShownConsultation:
        return ShownConsultation.model_validate(self, from_attributes=True)

    def _must_count(self) -> None:
        if self.taken_back:
            raise ConsultationIsTakenBack

    def _said(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in REMEMBERED}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

    def _change(self, before: dict[str, Any], now: datetime, account: UUID) -> "ConsultationChange":
        after = self._said()
        changed = {name: value for name, value in before.items() if value != after[name]}
        return ConsultationChange(
            consultation_id=self.id, version=self.version, at=now, account=account, before=changed
        )


def due_on(day: date) -> ColumnElement[bool]:
    """Those where somebody should ask by this day what became of it."""
    unanswered = or_(Consultation.result_on.is_(None), Consultation.result_on < Consultation.follow_up_on)
    return (Consultation.follow_up_on <= day) & unanswered & Consultation.taken_back_at.is_(None)


class ConsultationChange(Base):
    """A correction: what the consultation said before; never of whom it was."""

    __tablename__ = "consultation_change"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[UUID]
    before: Mapped[dict[str, Any]]
