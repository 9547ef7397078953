"""The day's consultations."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from liaison_contracts.identity import Role
from liaison_kit.database import new_id

from services.events.tests.consulting import HaveConsultation

URL = "/api/events/v1/consultations"


async def test_a_day_has_its_own_and_what_is_due_stands_before(
    staff: httpx.AsyncClient, have_consultation: HaveConsultation, at: Callable[[timedelta], Any]
) -> None:
    of_saturday = await have_consultation()
    due = await have_consultation(given_on="2023-06-07", follow_up_on="2023-06-10")
    await have_consultation(given_on="2023-06-07", follow_up_on="2023-06-11")
    with at(timedelta()):
        page = (await staff.get(URL)).json()
        before = (await staff.get(f"{URL}?day=2023-06-07")).json()
        shown = (await staff.get("/consultations")).text
    assert [one["id"] for one in page["consultations"]] == [str(of_saturday.id)]
    assert [one["id"] for one in page["due"]] == [str(due.id)]
    assert (page["after"], before["after"]) == (None, "2023-06-08")
    assert len(before["consultations"]) == 2
    assert "Час дізнатися, що з того вийшло" in shown


async def test_a_worker_sees_their_offices_only(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]],
    have_consultation: HaveConsultation,
    at: Callable[[timedelta], Any],
) -> None:
    consultation = await have_consultation(follow_up_on="2023-06-10")
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    with at(timedelta()):
        page = (await worker.get(f"{URL}?office={consultation.office_id}")).json()
    assert (page["consultations"], page["due"]) == ([], [])
