"""An appointment: a time that an adviser of an office keeps free for one resident."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from liaison_contracts.registry import OfficeStatus
from liaison_kit.clock import KYIV
from liaison_kit.database import Aggregate, get, get_for_update
from liaison_kit.errors import Conflict, NotFound, Refusal, Unavailable
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from liaison_events.model.consultations.consultation import Consultation
from liaison_events.model.office import OfficeCopy
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_events.model.tables import Base

ADVISER_CONSTRAINT = "ex_appointment_adviser"
SAME_PERSON_CONSTRAINT = "uq_appointment_"


class AppointmentStatus(StrEnum):
    """Whether somebody will come, came and was helped, or gave the time back."""

    BOOKED = "booked"
    KEPT = "kept"
    CANCELLED = "cancelled"


class NoAppointments(Conflict):
    """This office gives no appointments. Come without one while it is open."""


class NoSuchSlot(Refusal):
    """No appointment begins at this time. Choose one of the free times."""

    field = "starts_at"


class SlotTaken(Conflict):
    """Somebody was quicker: this time is taken. Choose another one."""

    field = "starts_at"


class AppointmentThatDay(Conflict):
    """You have an appointment at this office on that day already."""

    field = "starts_at"


class AppointmentIsOver(Conflict):
    """This appointment is over or cancelled, so it cannot be changed any more."""


class PlannedMeanwhile(Conflict):
    """Somebody else has just planned this office's appointments. Look at their plan, and change it if need be."""


class AppointmentPlan(Aggregate, Base):
    """Of one office, whose id it bears: how long an appointment is and how many advisers there are at a time."""

    __tablename__ = "appointment_plan"

    minutes: Mapped[int]
    advisers: Mapped[int]
    days_ahead: Mapped[int]

    def change(self, minutes: int, advisers: int, days_ahead: int) -> None:
        self.minutes, self.advisers, self.days_ahead = minutes, advisers, days_ahead
        self.changed()


async def first_plan(session: AsyncSession, office_id: UUID, said: dict[str, int]) -> AppointmentPlan:
    """An office's first; PlannedMeanwhile if another one is being made, or was made since somebody looked."""
    new = insert(AppointmentPlan).values(id=office_id, version=1, **said).on_conflict_do_nothing()
    if await session.scalar(new.returning(AppointmentPlan.id)) is None:
        raise PlannedMeanwhile
    return await get(session, AppointmentPlan, office_id)


@dataclass(frozen=True)
class Slot:
    """A time that can be booked, in UTC."""

    starts_at: datetime
    ends_at: datetime


def slots_on(day: date, office: OfficeCopy, plan: AppointmentPlan, now: datetime) -> Iterator[Slot]:
    """The times of a day that lie within the office's hours and are still to come."""
    today = now.astimezone(KYIV).date()
    if office.status != OfficeStatus.OPEN or not plan.advisers or not today <= day <= _last_day(plan, today):
        return
    length = timedelta(minutes=plan.minutes)
    for span in office.spans_on(day):
        # Steps are taken in UTC: an appointment is as long as it is, also when the clocks are set back.
        start = datetime.combine(day, span.opens, KYIV).astimezone(UTC)
        closes = datetime.combine(day, span.closes, KYIV).astimezone(UTC)
        while start + length <= closes:
            if start > now:
                yield Slot(start, start + length)
            start += length


def _last_day(plan: AppointmentPlan, today: date) -> date:
    return today + timedelta(days=plan.days_ahead)


class Appointment(Aggregate, Base):
    """Name, phone and email are gone some time after it; the time stays."""

    __tablename__ = "appointment"

    office_id: Mapped[UUID]
    adviser: Mapped[int]
    day: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    topic: Mapped[str]
    name: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=AppointmentStatus.BOOKED)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]

    def is_to_come(self, now: datetime) -> bool:
        return self.status == AppointmentStatus.BOOKED and now < self.starts_at

    def must_be_to_come(self, now: datetime) -> None:
        if not self.is_to_come(now):
            raise AppointmentIsOver

    def take(self, slot: Slot, adviser: int) -> None:
        """This time with this adviser, instead of what it had."""
        self.starts_at, self.ends_at, self.adviser = slot.starts_at, slot.ends_at, adviser
        self.day = slot.starts_at.astimezone(KYIV).date()

    def cancel(self, now: datetime) -> bool:
        """Gives the time back; False, and nothing happens, where it was given back before."""
        if self.status == AppointmentStatus.CANCELLED:
            return False
        self.must_be_to_come(now)
        self.status = AppointmentStatus.CANCELLED
        self.changed()
        return True

    @property
    def is_known(self) -> bool:
        """Whether it is kept who it was."""
        return any((self.name, self.phone, self.email))

    def forget(self) -> None:
        """Who it was is gone; that somebody came stays."""
        self.name = self.phone = self.email = None


def appointment_of(token: str) -> Select[Appointment]:
    return select(Appointment).where(Appointment.token_hash == hashed(token))


def holding(office_id: UUID, starts_at: datetime, ends_at: datetime) -> ColumnElement[bool]:
    """Appointments that keep an adviser of the office busy at some moment of this time."""
    overlapping = (Appointment.starts_at < ends_at) & (Appointment.ends_at > starts_at)
    return (Appointment.office_id == office_id) & (Appointment.status != AppointmentStatus.CANCELLED) & overlapping


async def plan_of(session: AsyncSession, office_id: UUID) -> AppointmentPlan:
    """Locked, so that bookings at one office follow each other; NoAppointments where there is none."""
    plan = await session.get(AppointmentPlan, office_id, with_for_update=True)
    if plan is None or not plan.advisers:
        raise NoAppointments
    return plan


async def take_slot(session: AsyncSession, appointment: Appointment, starts_at: datetime, now: datetime) -> None:
    """Gives the appointment this time and a free adviser; the database refuses whoever else has them."""
    plan = await plan_of(session, appointment.office_id)
    office = await session.get_one(OfficeCopy, appointment.office_id)
    day = starts_at.astimezone(KYIV).date()
    slot = next((one for one in slots_on(day, office, plan, now) if one.starts_at == starts_at), None)
    if slot is None:
        raise NoSuchSlot
    await _refuse_if_there_that_day(session, appointment, day)
    held = holding(appointment.office_id, slot.starts_at, slot.ends_at) & (Appointment.id != appointment.id)
    busy = set(await session.scalars(select(Appointment.adviser).where(held)))
    free = next((one for one in range(1, plan.advisers + 1) if one not in busy), None)
    if free is None:
        raise SlotTaken
    try:
        async with session.begin_nested():
            appointment.take(slot, free)
            session.add(appointment)
    except IntegrityError as error:
        if ADVISER_CONSTRAINT not in str(error.orig) and SAME_PERSON_CONSTRAINT not in str(error.orig):
            raise
        # Somebody got between looking and writing in spite of the lock: asking again answers who.
        raise Unavailable from error


async def _refuse_if_there_that_day(session: AsyncSession, appointment: Appointment, day: date) -> None:
    # An empty text matches nothing: whoever left no email has none.
    by_email = func.lower(Appointment.email) == func.lower(appointment.email or "")
    same = or_(Appointment.phone == (appointment.phone or ""), by_email)
    others = (Appointment.office_id == appointment.office_id) & (Appointment.day == day)
    booked = (Appointment.status == AppointmentStatus.BOOKED) & (Appointment.id != appointment.id)
    if await session.scalar(select(Appointment.id).where(others, booked, same).limit(1)):
        raise AppointmentThatDay


async def keep_appointment(session: AsyncSession, appointment_id: UUID, office_id: UUID) -> None:
    """Whoever had it was helped: it became a consultation of the same office."""
    appointment = await get_for_update(session, Appointment, appointment_id)
    if appointment.office_id != office_id:
        raise NotFound
    if appointment.status != AppointmentStatus.BOOKED:
        raise AppointmentIsOver
    appointment.status = AppointmentStatus.KEPT
    appointment.changed()


async def free_appointment(session: AsyncSession, consultation: Consultation) -> None:
    """The consultation is taken back: its appointment waits for another one."""
    if consultation.appointment_id is None:
        return
    appointment = await get_for_update(session, Appointment, consultation.appointment_id)
    appointment.status, consultation.appointment_id = AppointmentStatus.BOOKED, None
    appointment.changed()
