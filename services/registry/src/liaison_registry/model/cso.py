"""Civil-society organisations: known from a register, or registered with the network's help."""

from datetime import date
from uuid import UUID

from liaison_contracts.registry import CSOState, CSOStatus
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, Refusal
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.ua import edrpou as edrpou_number

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.metadata import Base


class WrongEDRPOU(Refusal):
    """This is not an EDRPOU code: it has 8 digits and the last one is a check digit."""

    field = "edrpou"


class AlreadyRegistered(Conflict):
    """An organisation with this EDRPOU is in the registry already: {name}."""

    field = "edrpou"


class RegistrationInTheFuture(Refusal):
    """The day of registration cannot lie in the future."""

    field = "registered_on"


class AlreadyDissolved(Conflict):
    """This organisation is dissolved already."""


class WrongDissolutionDay(Refusal):
    """The day must lie between the organisation's registration and today."""

    field = "dissolved_on"


class CSO(Aggregate, Base):
    """A civil-society organisation."""

    __tablename__ = "cso"

    edrpou: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    status: Mapped[str] = mapped_column(default=CSOStatus.ACTIVE)
    registered_on: Mapped[date | None]
    created_with_help: Mapped[bool] = mapped_column(default=False)
    dissolved_on: Mapped[date | None]
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("district.id"))

    @staticmethod
    def check_registration_day(on: date, today: date, backdating_reason: str | None = None) -> None:
        """RegistrationInTheFuture, or ReasonForBackdatingMissing for a day more than a week back."""
        if on > today:
            raise RegistrationInTheFuture
        must_be_explained(on, today, backdating_reason)

    def dissolve(self, on: date, today: date, backdating_reason: str | None = None) -> None:
        """The organisation is no more; what it did for the commitment still counts."""
        if self.status == CSOStatus.DISSOLVED:
            raise AlreadyDissolved
        if on > today or (self.registered_on and on < self.registered_on):
            raise WrongDissolutionDay
        must_be_explained(on, today, backdating_reason)
        self.status, self.dissolved_on = CSOStatus.DISSOLVED, on
        self.changed()

    def state(self) -> CSOState:
        return CSOState.model_validate(self, from_attributes=True)


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
