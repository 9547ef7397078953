"""Adding what came of a consultation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_events.model.consultations.consultation import Consultation

from services.events.tests.consulting import HaveConsultation

FOUR_DAYS = timedelta(days=4)


def url(consultation: Consultation) -> str:
    return f"/api/events/v1/consultations/{consultation.id}/result"


@pytest.fixture(autouse=True)
def four_days_later(at: Callable[[timedelta], Any]) -> Any:
    with at(FOUR_DAYS):
        yield


async def due(staff: httpx.AsyncClient) -> list[str]:
    return [one["id"] for one in (await staff.get("/api/events/v1/consultations")).json()["due"]]


async def test_with_its_result_a_consultation_is_due_no_more(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation
) -> None:
    consultation = await have_consultation(follow_up_on="2023-06-14")
    assert await due(staff) == [str(consultation.id)]
    answer = await staff.post(url(consultation), json={"result": "Лампу замінили"})
    assert (answer.status_code, answer.json()["result_on"]) == (200, "2023-06-14")
    assert await due(staff) == []


async def test_an_answer_that_is_none_yet_is_asked_for_once_more(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, at: Callable[[timedelta], Any]
) -> None:
    consultation = await have_consultation(follow_up_on="2023-06-12")
    await staff.post(url(consultation), json={"result": "Ще чекаємо", "follow_up_on": "2023-06-20"})
    assert await due(staff) == []
    with at(timedelta(days=10)):
        assert await due(staff) == [str(consultation.id)]


async def test_a_day_that_has_passed_is_refused(
    staff: httpx.AsyncClient,
    have_consultation: HaveConsultation,
    fields: Callable[[httpx.Response], list[str]],
) -> None:
    consultation = await have_consultation()
    answer = await staff.post(url(consultation), json={"result": "x", "follow_up_on": "2023-06-14"})
    assert fields(answer) == ["follow_up_on"]
    assert fields(await staff.post(url(consultation), json={"result": " "})) == ["result"]


async def test_a_result_that_is_written_over_stays_known(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation
) -> None:
    consultation = await have_consultation()
    for result in ("Відмовили", "Погодили після скарги"):
        await staff.post(url(consultation), json={"result": result})
    page = (await staff.get(f"/api/events/v1/consultations/{consultation.id}")).json()
    assert [change["before"] for change in page["changes"]] == [{"result": "Відмовили"}, {"result": None}]
