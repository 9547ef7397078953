"""Correcting a consultation."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from liaison_events.model.consultations.consultation import Consultation

from services.events.tests.consulting import HaveConsultation

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
SAID = {"topic": "roads", "outcome": "explained", "given_on": "2023-06-09"}


def url(consultation: Consultation) -> str:
    return f"/api/events/v1/consultations/{consultation.id}/correction"


async def test_it_says_otherwise_from_then_on_and_what_it_said_before_stays_known(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, published: Published, payloads: Payloads
) -> None:
    consultation = await have_consultation(tool="appeal", question="Тротуар")
    answer = await staff.post(url(consultation), json=SAID | {"tool": "petition"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"2"'
    assert await published() == ["ConsultationCorrected"]
    assert [record["data"]["tool"] for record in await payloads()] == ["petition"]
    page = (await staff.get(f"/api/events/v1/consultations/{consultation.id}")).json()
    [change] = page["changes"]
    assert change["before"] == {"tool": "appeal", "question": "Тротуар", "given_on": "2023-06-10"}


async def test_a_correction_that_changes_nothing_tells_nothing(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, published: Published
) -> None:
    consultation = await have_consultation()
    same = SAID | {"given_on": "2023-06-10"}
    assert (await staff.post(url(consultation), json=same)).json()["version"] == 1
    assert await published() == []


async def test_somebody_else_was_quicker(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, published: Published
) -> None:
    consultation = await have_consultation(version=2)
    answer = await staff.post(url(consultation), json=SAID, headers={"if-match": '"1"'})
    assert answer.status_code == 412
    assert await published() == []


async def test_a_resident_who_wants_to_be_anonymous_after_all_is_forgotten_and_stays_out_of_the_history(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation
) -> None:
    consultation = await have_consultation(person="Оксана Планктон", contact="x", consented_on="2023-06-10")
    await staff.post(url(consultation), json=SAID | {"forget_person": True})
    page = await staff.get(f"/api/events/v1/consultations/{consultation.id}")
    assert "Планктон" not in page.text
    assert page.json()["consultation"]["on_behalf"]


async def test_what_was_taken_back_is_not_corrected(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, published: Published
) -> None:
    consultation = await have_consultation()
    await staff.post(f"/api/events/v1/consultations/{consultation.id}/taking-back")
    assert (await staff.post(url(consultation), json=SAID)).status_code == 409
    assert await published() == ["ConsultationTakenBack"]
