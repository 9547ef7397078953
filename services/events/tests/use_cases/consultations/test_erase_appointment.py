"""Whoever holds the link of an appointment has their name and contact deleted at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.notifications import Contact
from liaison_events.model.consultations.appointment import Appointment
from liaison_kit import sealing
from liaison_kit.database import Database
from nacl.public import PrivateKey
from sqlalchemy import select

from services.events.tests.consulting import MONDAY, START, TOKEN, HaveAppointment

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
At = Callable[[timedelta], Any]
PAGE = f"/appointments/mine/{TOKEN}"
URL = f"/api/events/v1{PAGE}/erasure"
BEFORE, BEGUN, OVER = timedelta(), MONDAY - START + timedelta(minutes=5), MONDAY - START + timedelta(hours=3)


async def kept(database: Database) -> tuple[str | None, str | None, str | None, str]:
    async with database.reading() as session:
        row = (await session.scalars(select(Appointment))).one()
    return row.name, row.phone, row.email, row.status


async def test_it_is_cancelled_and_nothing_is_left_here_or_where_messages_are_sent(
    client: httpx.AsyncClient,
    have_appointment: HaveAppointment,
    database: Database,
    payloads: Payloads,
    key: PrivateKey,
    at: At,
) -> None:
    await have_appointment(email="oksana@example.com")
    with at(BEFORE):
        for _ in range(2):
            answer = await client.post(URL)
            assert (answer.status_code, answer.headers["location"]) == (204, f"{PAGE}?erased=true")
    assert await kept(database) == (None, None, None, "cancelled")
    cancelled, contact = await payloads()  # twice is as good as once
    assert (cancelled["type"], cancelled["data"]["by_office"]) == ("liaison.events.AppointmentCancelled.v1", False)
    assert contact["type"] == "liaison.events.AppointmentContact.v1"
    told = Contact.model_validate_json(sealing.unseal(contact["data"]["sealed"], key))
    assert (told.name, told.phone, told.email, told.link) == ("", None, None, "")
    assert contact["data"]["version"] > cancelled["data"]["version"] > 1


@pytest.mark.parametrize("status", ["booked", "kept"])
@pytest.mark.parametrize("moment", [BEGUN, OVER])
async def test_once_it_has_begun_it_is_known_that_somebody_had_it_but_not_who(
    client: httpx.AsyncClient,
    have_appointment: HaveAppointment,
    database: Database,
    published: Published,
    key: PrivateKey,
    at: At,
    status: str,
    moment: timedelta,
) -> None:
    await have_appointment(status=status)
    with at(moment):
        assert (await client.post(URL)).status_code == 204
    assert await kept(database) == (None, None, None, status)
    assert await published() == ["AppointmentContact"]


async def test_one_is_asked_first_and_told_then(
    client: httpx.AsyncClient, have_appointment: HaveAppointment, key: PrivateKey, at: At
) -> None:
    await have_appointment()
    with at(BEFORE):
        assert "?confirm=erasure" in (await client.get(PAGE)).text
        asked = await client.get(f"{PAGE}?confirm=erasure")
        assert "Видалити ваше ім’я та контакти?" in asked.text
        done = await client.post(f"{PAGE}/erasure", data={"_page": PAGE})
        page = (await client.get(done.headers["location"])).text
    assert "Ваше ім’я та контакти видалено" in page
    assert "confirm=erasure" not in page


async def test_a_wrong_link_opens_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.post(URL)).status_code == 404
