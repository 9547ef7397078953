"""Heed wishes: whoever was erased after a backup was made, is erased again once that is restored."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from liaison_kit.beside.wishes import in_lots
from liaison_kit.database import get, get_for_update
from liaison_kit.jobs import JobContext, every
from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model import Event, SignUp
from liaison_events.model.consultations import erasing as appointments
from liaison_events.model.consultations.appointment import Appointment
from liaison_events.model.consultations.consultation import Consultation
from liaison_events.model.sign_ups import erasing as sign_ups
from liaison_events.model.wishes import erased, is_known

log = structlog.get_logger()


@every(timedelta(minutes=10))
async def heed_wishes(context: JobContext) -> bool:
    asked, again = await erased(context.settings.wishes_file), 0
    for lot in in_lots(asked):
        for known, erase in KNOWN:
            async with context.database.reading() as session:
                found = (await session.scalars(known(lot))).all()
            for whose in found:
                # Each in a transaction of its own: nobody holds one event and waits for another.
                async with context.transaction() as session:
                    await erase(session, whose, asked[whose])
                again += 1
    if again:
        log.warning("participants.erased_again", count=again)
    return False


def _sign_ups(ids: Sequence[UUID]) -> Select[UUID]:
    return select(SignUp.id).where(SignUp.id.in_(ids), is_known(SignUp))


async def _erase_participant(session: AsyncSession, whose: UUID, asked_at: datetime) -> None:
    event_id = (await get(session, SignUp, whose)).event_id
    event = await get_for_update(session, Event, event_id)
    await sign_ups.erase(session, event, await get_for_update(session, SignUp, whose), asked_at)


def _appointments(ids: Sequence[UUID]) -> Select[UUID]:
    return select(Appointment.id).where(Appointment.id.in_(ids), is_known(Appointment))


async def _erase_appointment(session: AsyncSession, whose: UUID, asked_at: datetime) -> None:
    await appointments.erase(session, await get_for_update(session, Appointment, whose), asked_at)


def _consultations(ids: Sequence[UUID]) -> Select[UUID]:
    known = or_(Consultation.person.is_not(None), Consultation.contact.is_not(None))
    return select(Consultation.id).where(Consultation.id.in_(ids), known)


async def _erase_consultation(session: AsyncSession, whose: UUID, _: datetime) -> None:
    (await get_for_update(session, Consultation, whose)).forget()


Known = Callable[[Sequence[UUID]], Select[UUID]]
Erase = Callable[[AsyncSession, UUID, datetime], Awaitable[None]]
KNOWN: tuple[tuple[Known, Erase], ...] = (
    (_sign_ups, _erase_participant),
    (_appointments, _erase_appointment),
    (_consultations, _erase_consultation),
)
"""Which of these are still known, and how one of them is erased."""
