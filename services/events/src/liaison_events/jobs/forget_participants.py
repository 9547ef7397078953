"""Forget participants: a month after an event, or an appointment, nobody needs to know who came, only how many."""

from datetime import timedelta

import structlog
from liaison_kit import clock
from liaison_kit.jobs import JobContext, every
from sqlalchemy import Select, func, or_, select

from liaison_events.model import Event, SignUp
from liaison_events.model.consultations.appointment import Appointment
from liaison_events.model.consultations.consultation import Consultation
from liaison_events.model.sign_ups.sign_up import KEPT
from liaison_events.model.space.space_request import SpaceRequest
from liaison_events.model.wishes import is_known

log = structlog.get_logger()

BATCH = 500


@every(timedelta(days=1))
async def forget_participants(context: JobContext) -> bool:
    due = (
        select(SignUp)
        .join(Event, Event.id == SignUp.event_id)
        .where(Event.ends_at < clock.now() - KEPT, is_known(SignUp))
        .order_by(SignUp.id)
        .limit(BATCH)
        .with_for_update(of=SignUp, skip_locked=True)
    )
    async with context.transaction() as session:
        forgotten: list[SignUp | Appointment | Consultation | SpaceRequest] = list(await session.scalars(due))
        forgotten += await session.scalars(_appointments())
        forgotten += await session.scalars(_consultations())
        forgotten += await session.scalars(_requests())
        for one in forgotten:
            one.forget()
    if forgotten:
        log.info("participants.forgotten", count=len(forgotten))
    return bool(forgotten)


def _appointments() -> Select[Appointment]:
    due = select(Appointment).where(Appointment.ends_at < clock.now() - KEPT, is_known(Appointment))
    return due.order_by(Appointment.id).limit(BATCH).with_for_update(skip_locked=True)


def _consultations() -> Select[Consultation]:
    """Whoever still waits for an answer is known until a month after the day it is due."""
    known = or_(Consultation.person.is_not(None), Consultation.contact.is_not(None))
    last = func.greatest(Consultation.given_on, Consultation.follow_up_on)
    due = select(Consultation).where(last < clock.today() - KEPT, known)
    return due.order_by(Consultation.id).limit(BATCH).with_for_update(skip_locked=True)


def _requests() -> Select[SpaceRequest]:
    last = func.greatest(SpaceRequest.ends_at, SpaceRequest.offered_ends_at)
    due = select(SpaceRequest).where(last < clock.now() - KEPT, is_known(SpaceRequest))
    return due.order_by(SpaceRequest.id).limit(BATCH).with_for_update(skip_locked=True)
