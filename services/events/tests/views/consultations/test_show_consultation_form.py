"""The form that logs a consultation."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_events.model import OfficeCopy
from liaison_kit.database import new_id

from services.events.tests.consulting import HaveAppointment, HaveConsultation


async def test_whoever_has_one_office_is_not_asked_for_it(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: OfficeCopy, have_office: Any
) -> None:
    await have_office(id=new_id(), slug="desna", rooms=[])
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[office.id])
    page = (await worker.get("/consultations/new")).text
    assert f'<input type="hidden" name="office_id" value="{office.id}">' in page
    assert "autofocus" in page


async def test_an_appointment_fills_in_its_topic_and_stays_anonymous(
    staff: httpx.AsyncClient, have_appointment: HaveAppointment, at: Callable[[timedelta], Any]
) -> None:
    appointment = await have_appointment()
    page = (await staff.get(f"/consultations/new?appointment={appointment.id}")).text
    assert '<option value="social" selected>' in page
    assert f'name="appointment_id" value="{appointment.id}"' in page
    assert "Оксана Коваль" not in page.partition('<div class="sheet">')[2]


async def test_another_offices_consultation_is_not_shown_as_saved(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], have_consultation: HaveConsultation
) -> None:
    consultation = await have_consultation()
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    assert (await worker.get(f"/api/events/v1/consultations/new?saved={consultation.id}")).json()["saved"] is None


async def test_a_network_without_an_open_office_says_what_to_do(staff: httpx.AsyncClient) -> None:
    assert "Жоден із ваших офісів іще не відкрито" in (await staff.get("/consultations/new")).text


@pytest.mark.parametrize("language", ["uk", "en"])
async def test_one_key_chooses_a_topic_for_each_begins_with_another_letter(
    staff: httpx.AsyncClient, office: OfficeCopy, language: str
) -> None:
    page = (await staff.get(f"/consultations/new?lang={language}")).text
    topics = re.findall(r"<option[^>]*>([^<]+)</option>", page.partition('id="topic"')[2].partition("</select>")[0])
    letters = [topic.strip()[0] for topic in topics]
    assert len(letters) == 13
    assert len(set(letters)) == len(letters)
