"""Signing somebody up by telephone or at the desk."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_events.model import Event, SignUp
from liaison_kit.database import Database, new_id
from liaison_kit.testing import PROGRAM_ID
from nacl.public import PrivateKey
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]


def url(event: Event) -> str:
    return f"/api/events/v1/events/{event.id}/participants"


@pytest.fixture(autouse=True)
def the_day_before(at: Callable[[timedelta], Any]) -> Any:
    with at(timedelta(days=-1)):
        yield


async def test_a_class_needs_neither_email_nor_names_and_it_is_known_who_took_it(
    staff: httpx.AsyncClient, have_event: Any, published: Published, database: Database
) -> None:
    event = await have_event(capacity=40)
    group = {"name": "5-Б", "party_size": 22, "children": 20, "guardian_agrees": True, "consent": True}
    answer = await staff.post(url(event), json=group)
    assert (answer.status_code, answer.json()["status"]) == (201, "confirmed")
    # Nobody can be told anything: there is no contact to seal.
    assert await published() == ["SignUpConfirmed"]
    async with database.reading() as session:
        row = (await session.scalars(select(SignUp))).one()
    assert (row.taken_by, row.party_size, row.groups) == (PROGRAM_ID, 22, {"children": 20})
    page = (await staff.get(f"/events/{event.id}/participants")).text
    assert "записано працівником" in page


async def test_whoever_left_a_telephone_is_told(
    staff: httpx.AsyncClient, event: Event, key: PrivateKey, published: Published
) -> None:
    person = {"name": "Оксана", "phone": "067 123 45 67", "consent": True}
    assert (await staff.post(url(event), json=person)).status_code == 201
    assert await published() == ["SignUpConfirmed", "ParticipantContact"]
    assert (await staff.post(url(event), json=person)).status_code == 409


async def test_nothing_is_kept_without_their_consent(
    staff: httpx.AsyncClient, event: Event, fields: Callable[[httpx.Response], list[str]], published: Published
) -> None:
    assert fields(await staff.post(url(event), json={"name": "Оксана"})) == ["consent"]
    assert await published() == []


async def test_a_full_event_is_full_by_telephone_too(
    staff: httpx.AsyncClient, have_event: Any, published: Published
) -> None:
    event = await have_event(capacity=1)
    one = {"name": "Оксана", "consent": True}
    await staff.post(url(event), json=one)
    assert (await staff.post(url(event), json=one)).status_code == 409
    assert (await staff.post(url(event), json=one | {"wait": True})).json()["status"] == "waiting"
    assert await published() == ["SignUpConfirmed", "SignUpWaitlisted"]


async def test_another_offices_worker_is_refused(
    signed_in: Callable[..., Awaitable[httpx.AsyncClient]], event: Event, published: Published
) -> None:
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[new_id()])
    assert (await worker.post(url(event), json={"name": "Оксана", "consent": True})).status_code == 403
    assert await published() == []
