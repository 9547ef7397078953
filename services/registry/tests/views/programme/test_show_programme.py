"""The programme's page."""

from datetime import datetime

import httpx
from liaison_kit import clock


async def test_it_shows_the_commitment_and_what_is_late(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    await staff.post("/api/registry/v1/programme/milestones/1", json={"status": "finished"})
    with clock.set_to(datetime(2022, 4, 2, 12, tzinfo=clock.KYIV)):
        answer = (await staff.get("/api/registry/v1/programme")).json()
        page = await staff.get("/programme")
    assert [one["days_overdue"] for one in answer["milestones"]] == [0, 2, 0, 0, 0, 0, 0, 0]
    assert "прострочено на 2 дні" in page.text
    assert "UAVNT0004" in page.text
    assert "Фонд громади «Подільська громада»" in page.text
    assert page.text.count('action="/programme/milestones/') == 8


async def test_residents_see_it_without_the_forms(staff: httpx.AsyncClient, network: str) -> None:
    await staff.post("/api/registry/v1/network", content=network.encode())
    del staff.headers["authorization"]
    page = await staff.get("/programme?lang=en")
    assert "Learn other countries" in page.text
    assert "<form" not in page.text


async def test_without_a_programme_it_says_what_to_do_next(staff: httpx.AsyncClient) -> None:
    assert "Щоб почати, імпортуйте мережу." in (await staff.get("/programme")).text
