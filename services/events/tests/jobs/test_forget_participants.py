"""Forgetting participants."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.jobs.forget_participants import forget_participants
from liaison_events.model import Event, OfficeCopy, SignUp
from liaison_events.model.consultations.appointment import Appointment
from liaison_events.model.consultations.consultation import Consultation
from liaison_events.model.space.space_request import SpaceRequest
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from sqlalchemy import select

from services.events.tests.asking import ask
from services.events.tests.consulting import START, HaveAppointment, HaveConsultation

HaveSignUp = Callable[..., Awaitable[SignUp]]
At = Callable[[timedelta], Any]
END = timedelta(hours=2)


@pytest.fixture
def context(database: Database, settings: Settings) -> JobContext:
    return JobContext(database, settings)


async def found(database: Database, sign_up: SignUp) -> SignUp:
    async with database.reading() as session:
        return await session.get_one(SignUp, sign_up.id)


async def test_a_month_after_the_event_only_numbers_are_left(
    context: JobContext, database: Database, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    came = await have_sign_up(event.id, email="oksana@example.com", party_size=3, present=2)
    cancelled = await have_sign_up(event.id, status="cancelled")
    with at(END + timedelta(days=30, seconds=1)):
        assert await forget_participants(context)
        assert not await forget_participants(context)
    row = await found(database, came)
    assert (row.name, row.phone, row.email) == (None, None, None)
    assert (row.party_size, row.present, row.status, row.version) == (3, 2, "confirmed", 1)
    assert (await found(database, cancelled)).name is None


async def test_nobody_is_forgotten_before(
    context: JobContext, database: Database, event: Event, have_sign_up: HaveSignUp, at: At
) -> None:
    sign_up = await have_sign_up(event.id)
    with at(END + timedelta(days=30)):
        assert not await forget_participants(context)
    assert (await found(database, sign_up)).name == "Оксана Коваль"


async def test_appointments_are_forgotten_too_but_not_that_they_were(
    context: JobContext, database: Database, have_appointment: HaveAppointment, at: At
) -> None:
    appointment = await have_appointment()
    with at(appointment.ends_at - START + timedelta(days=30)):
        assert not await forget_participants(context)
    with at(appointment.ends_at - START + timedelta(days=30, seconds=1)):
        assert await forget_participants(context)
    async with database.reading() as session:
        row = await session.get_one(Appointment, appointment.id)
    assert (row.name, row.phone, row.status) == (None, None, "booked")


async def test_for_whom_a_consultation_was_is_known_until_a_month_after_its_answer_is_due(
    context: JobContext, database: Database, have_consultation: HaveConsultation, at: At
) -> None:
    answered = await have_consultation(person="Оксана", contact="x", consented_on="2023-06-10")
    waits = await have_consultation(person="Оксана", consented_on="2023-06-10", follow_up_on="2023-06-20")
    with at(timedelta(days=31)):
        assert await forget_participants(context)
        assert not await forget_participants(context)
    async with database.reading() as session:
        row = await session.get_one(Consultation, answered.id)
        assert (row.person, row.contact, row.on_behalf) == (None, None, True)
        assert (await session.get_one(Consultation, waits.id)).person == "Оксана"


async def test_whoever_asked_for_a_room_is_forgotten_a_month_after_that_day(
    context: JobContext, database: Database, client: httpx.AsyncClient, office: OfficeCopy, at: At
) -> None:
    with at(timedelta()):
        await ask(client)
    with at(timedelta(days=32)):
        assert not await forget_participants(context)
    with at(timedelta(days=33)):
        assert await forget_participants(context)
    async with database.reading() as session:
        row = (await session.scalars(select(SpaceRequest))).one()
    assert (row.name, row.phone, row.title) == (None, None, "Репетиція хору")
