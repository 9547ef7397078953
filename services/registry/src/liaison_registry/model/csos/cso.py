"""Civil-society organisations: known from a register, or registered with the network's help."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from liaison_contracts.registry import CSOState, CSOStatus, MemorandumInForce
from liaison_kit.database import Aggregate
from liaison_kit.errors import Conflict, NotFound, Refusal
from liaison_kit.identity import Account, NotAllowed
from sqlalchemy import Computed, ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, deferred, mapped_column
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.ua import edrpou as edrpou_number
from stdnum.util import clean

from liaison_registry.model.backdating import must_be_explained
from liaison_registry.model.metadata import Base


class WrongEDRPOU(Refusal):
    """This is not an EDRPOU code: it has 8 digits and the last one is a check digit."""

    field = "edrpou"


class NumberOfAPerson(WrongEDRPOU):
    """This is a person's number, not an organisation's: it has 10 digits."""


class OnlyZeros(WrongEDRPOU):
    """This is not an EDRPOU code: eight zeros stand for nobody. Look it up in the state register."""


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


class NoLongerThere(Conflict):
    """This organisation is dissolved or was merged into another: nothing of it changes any more."""


class NotActive(Conflict):
    """Only an organisation that is at work can be marked as dormant."""


class NotDormant(Conflict):
    """This organisation is not dormant: there is nothing to wake."""


class UnknownOffice(Refusal):
    """There is no such office in the registry."""

    field = "office_id"


class OfficeMissing(Refusal):
    """Say which office helps this organisation."""

    field = "office_id"


class WrongOther(Refusal):
    """This is not an EDRPOU code: it has 8 digits and the last one is a check digit."""

    field = "gone"


class MergedIntoItself(Refusal):
    """This is the same organisation twice: give the code of the other entry."""

    field = "gone"


class CSO(Aggregate, Base):
    """A civil-society organisation. What it has agreed with the city lies beside it (memorandum.py).

    `letters` and `key` are the name as it is searched and compared; the database makes them (migration 0008).
    """

    __tablename__ = "cso"

    edrpou: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    status: Mapped[str] = mapped_column(default=CSOStatus.ACTIVE)
    registered_on: Mapped[date | None]
    created_with_help: Mapped[bool] = mapped_column(default=False)
    dissolved_on: Mapped[date | None]
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("district.id"))
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("office.id"))
    areas: Mapped[list[str]] = mapped_column(default=list)
    description: Mapped[str | None]
    description_en: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    address: Mapped[str | None]
    memorandum_signed_on: Mapped[date | None]
    memorandum_valid_until: Mapped[date | None]
    network_since: Mapped[date | None]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("cso.id"))
    former_districts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    letters: Mapped[str] = deferred(mapped_column(Computed("cso_letters(name)", persisted=True)))
    key: Mapped[str] = deferred(mapped_column(Computed("cso_key(name)", persisted=True)))

    @staticmethod
    def check_registration_day(on: date, today: date, backdating_reason: str | None = None) -> None:
        """RegistrationInTheFuture, or ReasonForBackdatingMissing for a day more than a week back."""
        if on > today:
            raise RegistrationInTheFuture
        must_be_explained(on, today, backdating_reason)

    def may_be_kept_by(self, worker: Account) -> bool:
        """Whether the worker runs the office that helps it; where none does, it is the whole network's."""
        return worker.whole_network if self.office_id is None else worker.may_run(self.office_id)

    def must_be_kept_by(self, worker: Account) -> None:
        """NotAllowed for another office's worker."""
        if not self.may_be_kept_by(worker):
            raise NotAllowed

    def must_be_there(self) -> None:
        """NoLongerThere once it is dissolved or merged."""
        if self.status not in {CSOStatus.ACTIVE, CSOStatus.DORMANT}:
            raise NoLongerThere

    def change(self, values: dict[str, Any]) -> bool:
        """Takes over what is known now; whether any of it is new."""
        self.must_be_there()
        new = {name: value for name, value in values.items() if getattr(self, name) != value}
        for name, value in new.items():
            setattr(self, name, value)
        if new:
            self.changed()
        return bool(new)

    def fall_asleep(self) -> None:
        """It does nothing for now; it can be woken."""
        self.must_be_there()
        if self.status != CSOStatus.ACTIVE:
            raise NotActive
        self.status = CSOStatus.DORMANT
        self.changed()

    def wake(self) -> None:
        """It is at work again."""
        self.must_be_there()
        if self.status != CSOStatus.DORMANT:
            raise NotDormant
        self.status = CSOStatus.ACTIVE
        self.changed()

    def dissolve(self, on: date, today: date, backdating_reason: str | None = None) -> None:
        """The organisation is no more; what it did for the commitment still counts."""
        if self.status == CSOStatus.DISSOLVED:
            raise AlreadyDissolved
        self.must_be_there()
        if on > today or (self.registered_on and on < self.registered_on):
            raise WrongDissolutionDay
        must_be_explained(on, today, backdating_reason)
        self.status, self.dissolved_on = CSOStatus.DISSOLVED, on
        self.changed()

    def may_take_in(self, gone: Self) -> None:
        """MergedIntoItself, or NoLongerThere where one of them is merged already or this one is dissolved."""
        if gone is self:
            raise MergedIntoItself
        if gone.status == CSOStatus.MERGED:
            raise NoLongerThere
        self.must_be_there()

    def take_in(self, gone: Self) -> None:
        """The other entry turned out to be this organisation: it stays as a pointer here, and counts only once.

        What is known of one alone is known of both; a contradiction is decided by the entry that is kept.
        """
        self.may_take_in(gone)
        self.created_with_help = self.created_with_help or gone.created_with_help
        if self.district_id is None:
            self.former_districts = gone.former_districts
        for name in ("registered_on", "district_id", "office_id", "description", "description_en", *CONTACTS):
            if getattr(self, name) is None:
                setattr(self, name, getattr(gone, name))
        self.areas = list(dict.fromkeys([*self.areas, *gone.areas]))
        gone.status, gone.merged_into = CSOStatus.MERGED, self.id
        gone.memorandum_signed_on = gone.memorandum_valid_until = gone.network_since = None
        gone.changed()
        self.changed()

    @property
    def memorandum(self) -> MemorandumInForce | None:
        if self.memorandum_signed_on is None:
            return None
        return MemorandumInForce(signed_on=self.memorandum_signed_on, valid_until=self.memorandum_valid_until)

    def state(self) -> CSOState:
        return CSOState.model_validate(self, from_attributes=True)


CONTACTS = ("phone", "email", "website", "address")


async def known_by(session: AsyncSession, edrpou: str) -> CSO:
    """The organisation with this code, locked until the transaction ends; NotFound if nobody has it."""
    cso = await session.scalar(select(CSO).where(CSO.edrpou == edrpou).with_for_update())
    if cso is None:
        raise NotFound
    return cso


def checked_edrpou(text: str) -> str:
    """The 8 digits of a valid EDRPOU code; WrongEDRPOU for a wrong check digit, zeros, or a person's 10-digit number.

    It may be written with spaces or dashes, or as UA-EDR-########. A person's RNTRC has a message of its own: it is
    personal data, and never kept. Source: the check digit of the Unified State Register, as python-stdnum has it.
    """
    digits = clean(text, " -.").strip().upper().removeprefix("UAEDR")
    if len(digits) == 10 and digits.isdecimal():
        raise NumberOfAPerson
    if digits and not digits.strip("0"):
        raise OnlyZeros
    try:
        number: str = edrpou_number.validate(digits)
    except InvalidNumber:
        raise WrongEDRPOU from None
    return number


def checked_gone(text: str) -> str:
    """The same for the code of the entry that another one takes in; WrongOther."""
    try:
        return checked_edrpou(text)
    except WrongEDRPOU:
        raise WrongOther from None
