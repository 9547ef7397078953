"""Consultations, appointments and the plan for them, as tests want them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from liaison_events.model.consultations.appointment import Appointment, AppointmentPlan
from liaison_events.model.consultations.consultation import Consultation
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_kit.database import new_id

OFFICE = UUID(int=10)
START = datetime(2023, 6, 10, 15, tzinfo=UTC)  # 18:00 in Kyiv
Add = Callable[..., Awaitable[Any]]
HaveConsultation = Callable[..., Awaitable[Consultation]]
HaveAppointment = Callable[..., Awaitable[Appointment]]

MONDAY = datetime(2023, 6, 12, 6, tzinfo=UTC)  # 9:00 in Kyiv
TOKEN = "a-link-of-ones-own"


def a_consultation(**changes: Any) -> Consultation:
    values: dict[str, Any] = {
        "id": new_id(),
        "version": 1,
        "office_id": OFFICE,
        "given_on": date(2023, 6, 10),
        "logged_at": START,
        "logged_by": new_id(),
        "topic": "roads",
        "outcome": "explained",
    }
    days = {name: date.fromisoformat(day) for name, day in changes.items() if name.endswith("_on")}
    return Consultation(**values | changes | days)


def a_plan(**changes: Any) -> AppointmentPlan:
    return AppointmentPlan(**{"id": OFFICE, "version": 1, "minutes": 60, "advisers": 1, "days_ahead": 14} | changes)


def an_appointment(**changes: Any) -> Appointment:
    values: dict[str, Any] = {
        "id": new_id(),
        "version": 1,
        "office_id": OFFICE,
        "adviser": 1,
        "day": date(2023, 6, 12),
        "starts_at": MONDAY,
        "ends_at": MONDAY + timedelta(hours=1),
        "topic": "social",
        "name": "Оксана Коваль",
        "phone": "+380671234567",
        "email": None,
        "status": "booked",
        "token_hash": hashed(TOKEN),
        "created_at": START,
    }
    return Appointment(**values | changes)
