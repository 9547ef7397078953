"""Logging a consultation."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_events.model import OfficeCopy
from liaison_events.model.consultations.consultation import Consultation
from liaison_kit.database import Database, new_id
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
URL = "/api/events/v1/consultations"
ASKED = {"topic": "housing", "tool": "appeal", "outcome": "submitted", "question": "Під’їзд без світла"}


@pytest.fixture(autouse=True)
def the_day(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta()):
        yield


async def kept(database: Database) -> Consultation:
    async with database.reading() as session:
        return (await session.scalars(select(Consultation))).one()


async def test_the_common_one_needs_a_topic_only_and_is_the_workers_own_offices_today(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: OfficeCopy, database: Database
) -> None:
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[office.id])
    answer = await worker.post(URL, json={"topic": "social"})
    assert answer.status_code == 201, answer.text
    row = await kept(database)
    assert (row.office_id, row.given_on, row.outcome) == (office.id, date(2023, 6, 10), "explained")
    assert (row.person, row.contact, row.consented_on) == (None, None, None)


async def test_the_fact_tells_tool_outcome_and_district_and_no_person(
    staff: httpx.AsyncClient, office: OfficeCopy, published: Published, payloads: Payloads
) -> None:
    who = {"person": "Оксана Планктон", "contact": "067 123 45 67", "consent": True}
    answer = await staff.post(URL, json=ASKED | who)
    assert await published() == ["ConsultationGiven"]
    [record] = await payloads()
    assert record["data"] == {
        "occurred_on": "2023-06-10",
        "consultation_id": answer.json()["consultation_id"],
        "version": 1,
        "office_id": str(office.id),
        "district_id": str(UUID(int=20)),
        "tool": "appeal",
        "outcome": "submitted",
    }


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"topic": None}, "topic"),
        ({"topic": "weather"}, "topic"),
        ({"person": "Оксана"}, "consent"),
        ({"contact": "067 123 45 67"}, "consent"),
        ({"given_on": "2023-06-11"}, "given_on"),
        ({"given_on": "2023-05-14"}, "given_on"),
        ({"follow_up_on": "2023-06-09"}, "follow_up_on"),
        ({"office_id": str(UUID(int=99))}, "office_id"),
        ({"question": "x" * 501}, "question"),
    ],
)
async def test_what_is_wrong_is_refused_by_its_field(
    staff: httpx.AsyncClient,
    office: OfficeCopy,
    fields: Callable[[httpx.Response], list[str]],
    published: Published,
    changes: dict[str, Any],
    field: str,
) -> None:
    answer = await staff.post(URL, json=ASKED | changes)
    assert answer.status_code == 422
    assert fields(answer) == [field]
    assert await published() == []


async def test_whoever_works_at_several_offices_says_which(
    staff: httpx.AsyncClient,
    office: OfficeCopy,
    have_office: Callable[..., Awaitable[OfficeCopy]],
    fields: Callable[[httpx.Response], list[str]],
) -> None:
    await have_office(id=new_id(), slug="desna", rooms=[])
    assert fields(await staff.post(URL, json=ASKED)) == ["office_id"]
    assert (await staff.post(URL, json=ASKED | {"office_id": str(office.id)})).status_code == 201


async def test_another_offices_worker_is_refused(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], office: OfficeCopy, published: Published
) -> None:
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    assert (await worker.post(URL, json=ASKED | {"office_id": str(office.id)})).status_code == 403
    assert await published() == []


async def test_the_form_is_ready_for_the_next_one_and_offers_to_take_the_last_one_back(
    staff: httpx.AsyncClient, office: OfficeCopy
) -> None:
    form = {"_page": "/consultations/new", **ASKED, "office_id": str(office.id)}
    page = await staff.post("/consultations", data=form, follow_redirects=True)
    assert page.status_code == 200
    assert "Збережено: Житло й комунальні послуги" in page.text
    assert "/taking-back" in page.text
    assert "Під’їзд" not in page.text.partition('id="question"')[2]


async def test_the_database_keeps_no_name_without_consent(
    staff: httpx.AsyncClient, office: OfficeCopy, database: Database
) -> None:
    await staff.post(URL, json=ASKED)
    with pytest.raises(IntegrityError, match="ck_consultation_consent"):
        async with database.transaction() as session:
            (await session.scalars(select(Consultation))).one().person = "Оксана"
