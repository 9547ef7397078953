"""The registry's tables and rules: districts, offices, CSOs, the programme."""

from datetime import date
from typing import Any
from uuid import UUID

from liaison_contracts.registry import (
    CSOState,
    CSOStatus,
    DistrictState,
    MilestoneStatus,
    OfficeState,
    OfficeStatus,
    ProgrammeState,
)
from liaison_kit import database
from liaison_kit.database import TYPES, Aggregate
from liaison_kit.errors import Conflict, FieldError, NotFound, Refusal
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.ua import edrpou as edrpou_number


class Base(DeclarativeBase):
    """The registry's own metadata."""

    metadata = database.metadata()
    type_annotation_map = TYPES


class AlreadyOpen(Conflict):
    """This office is open already."""


class OpeningInTheFuture(Refusal):
    """The opening day cannot lie in the future."""

    field = "opened_on"


class ReasonForBackdatingMissing(Refusal):
    """The day lies more than a week back: say why it is entered only now."""

    field = "backdating_reason"


class WrongEDRPOU(Refusal):
    """This is not an EDRPOU code: it has 8 digits and the last one is a check digit."""

    field = "edrpou"


class AlreadyRegistered(Conflict):
    """An organisation with this EDRPOU is in the registry already: {name}."""

    field = "edrpou"


class RegistrationInTheFuture(Refusal):
    """The day of registration cannot lie in the future."""

    field = "registered_on"


class District(Aggregate, Base):
    """A starosta district."""

    __tablename__ = "district"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    seat: Mapped[str]
    seat_en: Mapped[str]
    joined_on: Mapped[date]

    def state(self) -> DistrictState:
        return DistrictState.model_validate(self, from_attributes=True)


class Office(Aggregate, Base):
    """A liaison office. Rooms and hours are lists inside it: they have no life of their own."""

    __tablename__ = "office"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    district_name: Mapped[str]
    district_name_en: Mapped[str]
    address: Mapped[str]
    address_en: Mapped[str]
    latitude: Mapped[float]
    longitude: Mapped[float]
    phone: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=OfficeStatus.PLANNED)
    opened_on: Mapped[date | None]
    rooms: Mapped[list[dict[str, Any]]]
    hours: Mapped[list[dict[str, Any]]]

    def open(self, on: date, today: date, backdating_reason: str | None = None) -> None:
        """The office starts work; its first year runs from `on`."""
        if self.status == OfficeStatus.OPEN:
            raise AlreadyOpen
        if on > today:
            raise OpeningInTheFuture
        if (today - on).days > 7 and not backdating_reason:
            raise ReasonForBackdatingMissing
        self.status, self.opened_on = OfficeStatus.OPEN, on
        self.changed()

    def state(self) -> OfficeState:
        return OfficeState.model_validate(self, from_attributes=True)


class CSO(Aggregate, Base):
    """A civil-society organisation."""

    __tablename__ = "cso"

    edrpou: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    status: Mapped[str] = mapped_column(default=CSOStatus.ACTIVE)
    registered_on: Mapped[date | None]
    created_with_help: Mapped[bool] = mapped_column(default=False)
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("district.id"))

    @staticmethod
    def check_registration_day(on: date, today: date) -> None:
        if on > today:
            raise RegistrationInTheFuture

    def state(self) -> CSOState:
        return CSOState.model_validate(self, from_attributes=True)


class Programme(Aggregate, Base):
    """The commitment that the network fulfils."""

    __tablename__ = "programme"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str]
    hromada_code: Mapped[str]
    hromada_name: Mapped[str]
    hromada_name_en: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    targets: Mapped[list[dict[str, Any]]]
    milestones: Mapped[list[dict[str, Any]]]
    institutions: Mapped[list[dict[str, Any]]]

    def set_milestone(self, number: int, status: MilestoneStatus) -> bool:
        """Whether the status is new; NotFound if there is no such milestone."""
        if all(milestone["number"] != number for milestone in self.milestones):
            raise NotFound
        if any(m["number"] == number and m["status"] == status for m in self.milestones):
            return False
        # A new list: SQLAlchemy does not see a change inside the JSON of the old one.
        self.milestones = [{**m, "status": status.value} if m["number"] == number else m for m in self.milestones]
        self.changed()
        return True

    def state(self) -> ProgrammeState:
        return ProgrammeState.model_validate(self, from_attributes=True)


def checked_edrpou(text: str) -> str:
    """The 8 digits of a valid EDRPOU code; WrongEDRPOU for a wrong check digit, zeros, or a person's 10-digit number.

    Source: the check digit of the Unified State Register, as python-stdnum implements it.
    """
    try:
        number: str = edrpou_number.validate(text)
    except InvalidNumber:
        raise WrongEDRPOU from None
    if number == "00000000":
        raise WrongEDRPOU
    return number


class BrokenFile(Refusal):
    """The file was not imported: nothing was changed. Correct the places below and send it again."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__(errors=errors)
