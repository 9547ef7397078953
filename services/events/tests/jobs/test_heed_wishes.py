"""A backup that is restored knows nothing of who was erased since; they are erased again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.at_migration import prepare
from liaison_events.jobs.heed_wishes import heed_wishes
from liaison_events.model import Event, SignUp
from liaison_events.model.consultations.appointment import Appointment
from liaison_events.model.consultations.consultation import Consultation
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_kit.database import Database
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from nacl.public import PrivateKey
from sqlalchemy import select, text

from services.events.tests.consulting import MONDAY, START, TOKEN, HaveAppointment, HaveConsultation

HaveSignUp = Callable[..., Awaitable[SignUp]]
Published = Callable[[], Awaitable[list[str]]]
At = Callable[[timedelta], Any]
TABLES = ("sign_up", "appointment", "consultation")
SIGN_UP = "/api/events/v1/sign-ups/my-secret/erasure"
APPOINTMENT = f"/api/events/v1/appointments/mine/{TOKEN}/erasure"
BEFORE, AFTER = timedelta(days=-1), timedelta(days=4)


async def back_up(database: Database) -> None:
    async with database.transaction() as session:
        for table in TABLES:
            await session.execute(text(f"create table backup_{table} as select * from {table}"))


async def restore(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("set local session_replication_role = replica"))
        for table in TABLES:
            # Columns that the database makes itself are left out.
            columns = ", ".join(
                await session.scalars(
                    text(
                        "select column_name from information_schema.columns"
                        f" where table_name = '{table}' and is_generated = 'NEVER'"
                    )
                )
            )
            await session.execute(text(f"delete from {table}"))
            await session.execute(text(f"insert into {table} ({columns}) select {columns} from backup_{table}"))
        await session.execute(text("update event set places_taken = 1"))
        await session.execute(text("delete from outbox"))


async def the_only(database: Database, table: type[Any]) -> Any:
    async with database.reading() as session:
        return (await session.scalars(select(table))).one()


@pytest.mark.parametrize("restored", [BEFORE, AFTER], ids=["before the event", "after it"])
async def test_a_participant_is_erased_again_once_and_their_place_is_free_again(
    client: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    database: Database,
    settings: Settings,
    published: Published,
    key: PrivateKey,
    at: At,
    restored: timedelta,
) -> None:
    await have_sign_up(event.id, token_hash=hashed("my-secret"))
    await back_up(database)
    with at(BEFORE):
        assert (await client.post(SIGN_UP)).status_code == 204
    await restore(database)
    assert (await the_only(database, SignUp)).is_known
    with at(restored):
        await prepare(database, settings)  # before anybody is served
        await heed_wishes(JobContext(database, settings))
    row = await the_only(database, SignUp)
    assert (row.is_known, row.status) == (False, "cancelled")
    assert (await the_only(database, Event)).places_taken == 0
    assert await published() == ["SignUpCancelled", "ParticipantContact"]


async def test_who_came_and_was_erased_afterwards_still_counts(
    client: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    database: Database,
    settings: Settings,
    key: PrivateKey,
    at: At,
) -> None:
    await have_sign_up(event.id, present=1, token_hash=hashed("my-secret"))
    await back_up(database)
    with at(AFTER):
        assert (await client.post(SIGN_UP)).status_code == 204
        await restore(database)
        await prepare(database, settings)
    row = await the_only(database, SignUp)
    assert (row.is_known, row.status, row.present) == (False, "confirmed", 1)


async def test_whoever_had_an_appointment_is_erased_again_and_its_time_is_free_again(
    client: httpx.AsyncClient,
    have_appointment: HaveAppointment,
    database: Database,
    settings: Settings,
    published: Published,
    key: PrivateKey,
    at: At,
) -> None:
    await have_appointment()
    await back_up(database)
    with at(timedelta()):
        assert (await client.post(APPOINTMENT)).status_code == 204
    await restore(database)
    with at(MONDAY - START + timedelta(days=1)):
        await prepare(database, settings)
    row = await the_only(database, Appointment)
    assert (row.is_known, row.status) == (False, "cancelled")
    assert await published() == ["AppointmentCancelled", "AppointmentContact"]


async def test_whoever_wanted_their_consultation_to_be_anonymous_is_nameless_again(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, database: Database, settings: Settings, at: At
) -> None:
    row = await have_consultation(person="Оксана", contact="x", consented_on="2023-06-10")
    said = {"topic": "roads", "outcome": "explained", "given_on": "2023-06-10", "forget_person": True}
    await back_up(database)
    with at(timedelta()):
        answer = await staff.post(f"/api/events/v1/consultations/{row.id}/correction", json=said)
        assert answer.status_code == 200, answer.text
        await restore(database)
        await prepare(database, settings)
    found = await the_only(database, Consultation)
    assert (found.person, found.contact, found.on_behalf) == (None, None, True)


async def test_what_was_refused_is_not_noted(
    client: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    database: Database,
    settings: Any,
    key: PrivateKey,
    at: At,
) -> None:
    await have_sign_up(event.id, token_hash=hashed("my-secret"))
    with at(timedelta(hours=1)):
        assert (await client.post(SIGN_UP)).status_code == 409
        await prepare(database, settings)
    assert (await the_only(database, SignUp)).is_known
    assert not settings.wishes_file.exists()


async def test_nothing_of_them_is_in_the_file(
    client: httpx.AsyncClient, have_appointment: HaveAppointment, settings: Any, key: PrivateKey, at: At
) -> None:
    row = await have_appointment(email="oksana@example.com")
    with at(timedelta()):
        for _ in range(2):
            await client.post(APPOINTMENT)
    assert settings.wishes_file.read_text().split() == [str(row.id), "erased", "2023-06-10T15:00:00+00:00"]
    assert settings.wishes_file.stat().st_mode & 0o777 == 0o600
