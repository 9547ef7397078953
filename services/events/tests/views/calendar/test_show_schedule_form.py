"""The form to schedule an event."""

from collections.abc import Awaitable, Callable

import httpx
from liaison_events.model import OfficeCopy
from liaison_kit.database import new_id

HaveOffice = Callable[..., Awaitable[OfficeCopy]]


async def test_it_offers_the_rooms_of_open_offices(
    staff: httpx.AsyncClient, office: OfficeCopy, have_office: HaveOffice
) -> None:
    await have_office(id=new_id(), name="Запланований", status="planned")
    page = await staff.get("/events/new")
    assert page.status_code == 200
    assert "Офіс у Хуторах, Зала (40)" in page.text
    assert "Запланований" not in page.text
    assert "Бюджет громадських ініціатив" in page.text
    english = await staff.get("/events/new?lang=en")
    assert "Office in Khutory, Study (4)" in english.text


async def test_a_worker_chooses_among_the_rooms_of_their_own_offices(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: OfficeCopy, have_office: HaveOffice
) -> None:
    await have_office(id=new_id(), name="Сусідній офіс")
    worker = await signed_in(whole_network=False, offices=[office.id])
    page = (await worker.get("/events/new")).text
    assert "Офіс у Хуторах, Зала (40)" in page
    assert "Сусідній офіс" not in page


async def test_without_an_open_office_it_says_to_open_one(staff: httpx.AsyncClient) -> None:
    page = await staff.get("/events/new")
    assert "Спершу відкрийте офіс" in page.text
    assert 'href="/offices"' in page.text
    assert 'name="title"' not in page.text


async def test_without_a_room_it_says_to_add_one(staff: httpx.AsyncClient, have_office: HaveOffice) -> None:
    await have_office(rooms=[])
    assert "Спершу додайте приміщення" in (await staff.get("/events/new")).text


async def test_a_retired_room_is_offered_no_more(staff: httpx.AsyncClient, have_office: HaveOffice) -> None:
    used = {"name_en": "x", "capacity": 4}
    rooms = [{"id": str(new_id()), "name": "Стара зала", "retired": True}, {"id": str(new_id()), "name": "Нова зала"}]
    await have_office(rooms=[room | used for room in rooms])
    page = (await staff.get("/events/new")).text
    assert "Нова зала" in page
    assert "Стара зала" not in page


async def test_a_resident_is_asked_to_sign_in(client: httpx.AsyncClient) -> None:
    page = await client.get("/events/new")
    assert page.status_code == 401
    assert "/sign-in?to=/events/new" in page.text
