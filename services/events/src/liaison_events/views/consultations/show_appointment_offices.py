"""Show the offices that give appointments: a resident chooses where to be helped."""

from liaison_contracts.registry import OfficeStatus
from liaison_kit import web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import OfficeCopy
from liaison_events.model.consultations.appointment import AppointmentPlan

router = web.router(ANYBODY)


class AppointmentOffice(BaseModel):
    """An office where appointments can be booked."""

    slug: str
    name: str
    name_en: str
    address: str
    address_en: str


class AppointmentOffices(BaseModel):
    """By name."""

    offices: list[AppointmentOffice]


@router.get("/appointments")
async def show_appointment_offices(session: Session) -> AppointmentOffices:
    planned = select(OfficeCopy).join(AppointmentPlan, AppointmentPlan.id == OfficeCopy.id)
    given = planned.where(AppointmentPlan.advisers > 0, OfficeCopy.status == OfficeStatus.OPEN)
    rows = await session.scalars(given.order_by(OfficeCopy.name))
    return AppointmentOffices(offices=[AppointmentOffice.model_validate(row, from_attributes=True) for row in rows])
