"""Show an appointment: its holder sees when and where it is, and can move it or give it back."""

from datetime import datetime

from liaison_kit import clock, web
from liaison_kit.errors import NotFound
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session, personal_link
from pydantic import BaseModel, Field

from liaison_events.model.consultations.appointment import AppointmentStatus, appointment_of
from liaison_events.model.consultations.free_slots import free_slots
from liaison_events.model.workplace import office_copy

router = web.router(ANYBODY)


class AppointmentPage(BaseModel):
    """Nothing that says who it is: links are forwarded. `times`: free ones it can be moved to, UTC."""

    version: int
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    office_slug: str
    office_name: str
    office_name_en: str
    address: str
    address_en: str
    can_change: bool
    can_erase: bool = Field(description="Whether a name or a contact is kept that can be deleted now.")
    erased: bool = Field(description="Whether one comes from having it deleted.")
    times: list[datetime]


@router.get("/appointments/mine/{token}", dependencies=[personal_link])
async def show_appointment(session: Session, token: str, erased: bool = False) -> AppointmentPage:
    appointment = await session.scalar(appointment_of(token))
    if appointment is None:
        raise NotFound
    office = await office_copy(session, appointment.office_id)
    changeable = appointment.is_to_come(clock.now())
    free = await free_slots(session, office, clock.now()) if changeable else {}
    return AppointmentPage(
        version=appointment.version,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        status=AppointmentStatus(appointment.status),
        office_slug=office.slug,
        office_name=office.name,
        office_name_en=office.name_en,
        address=office.address,
        address_en=office.address_en,
        can_change=changeable,
        can_erase=appointment.is_known,
        erased=erased and not appointment.is_known,
        times=[time for times in free.values() for time in times],
    )
