"""Which times of an office are still free for an appointment."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from liaison_kit.clock import KYIV
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.consultations.appointment import Appointment, AppointmentPlan, AppointmentStatus, slots_on
from liaison_events.model.office import OfficeCopy

MOST_DAYS = 10
"""With free times: more than anybody looks through on a page."""


async def free_slots(session: AsyncSession, office: OfficeCopy, now: datetime) -> dict[date, list[datetime]]:
    """The next days with a free time, each with its beginnings; none without a plan or without known hours."""
    plan = await session.get(AppointmentPlan, office.id)
    if plan is None:
        return {}
    active = (Appointment.office_id == office.id) & (Appointment.status != AppointmentStatus.CANCELLED)
    coming = select(Appointment.starts_at, Appointment.ends_at, Appointment.adviser).where(
        active, Appointment.ends_at > now
    )
    held = (await session.execute(coming)).all()
    today, found = now.astimezone(KYIV).date(), defaultdict[date, list[datetime]](list)
    for ahead in range(plan.days_ahead + 1):
        day = today + timedelta(days=ahead)
        for slot in slots_on(day, office, plan, now):
            busy = {one.adviser for one in held if one.starts_at < slot.ends_at and one.ends_at > slot.starts_at}
            if any(adviser not in busy for adviser in range(1, plan.advisers + 1)):
                found[day].append(slot.starts_at)
        if len(found) == MOST_DAYS:
            break
    return dict(found)
