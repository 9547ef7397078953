"""Explaining messages: whose telephone or email it is, compared in memory and kept nowhere."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import structlog
from liaison_contracts.identity import Role
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.testing import PROGRAM_ID
from liaison_notifications.model import Explanation
from sqlalchemy import select, text

from services.notifications.tests.conftest import EMAIL, PHONE

URL = "/api/notifications/v1/messages/explanations"
Published = Callable[[], Awaitable[list[str]]]
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.mark.parametrize("typed", ["067 123 45 67", PHONE, "8 067 123 45 67", EMAIL, f" {EMAIL.upper()} "])
async def test_however_it_is_typed_it_is_found(
    story: Any, staff: httpx.AsyncClient, published: Published, typed: str
) -> None:
    await story.somebody_signs_up()
    await story.somebody_signs_up(phone="+380677654321", email="somebody.else@example.org")
    answer = await staff.post(URL, json={"contact": typed})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/messages/explanations/{answer.json()['id']}"
    assert answer.json()["sign_ups"] == 1
    assert await published() == ["SealingKeyChanged"]


async def test_all_sign_ups_of_a_contact_are_found_however_many_there_are_of_others(
    story: Any, staff: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liaison_notifications.model.explanations.explanations.AT_ONCE", 2)
    for number in range(5):
        await story.somebody_signs_up(phone=PHONE if number % 2 == 0 else f"+38067765432{number}")
    assert (await staff.post(URL, json={"contact": PHONE})).json()["sign_ups"] == 3


@pytest.mark.parametrize("typed", ["067 765 43 21", "somebody.else@example.org"])
async def test_that_nothing_is_known_is_an_answer(story: Any, staff: httpx.AsyncClient, typed: str) -> None:
    await story.somebody_signs_up(email=None)
    answer = await staff.post(URL, json={"contact": typed})
    assert (answer.status_code, answer.json()["sign_ups"]) == (201, 0)


async def test_a_corrected_contact_is_known_and_the_one_before_is_forgotten(
    story: Any, staff: httpx.AsyncClient
) -> None:
    sign_up = await story.somebody_signs_up()
    await story.work()
    await story.tell(story.correction(sign_up, "phone", phone="+380677654321"))
    known = [(await staff.post(URL, json={"contact": typed})).json()["sign_ups"] for typed in (PHONE, "0677654321")]
    assert known == [0, 1]


@pytest.mark.parametrize("typed", ["", " ", "12345", "Олена Коваленко", "olena@", "x" * 255, None])
async def test_what_is_no_contact_is_refused(staff: httpx.AsyncClient, story: Any, typed: str | None) -> None:
    answer = await staff.post(URL, json={"contact": typed})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["contact"]


async def test_what_was_typed_is_kept_nowhere(story: Any, staff: httpx.AsyncClient, database: Database) -> None:
    await story.somebody_signs_up()
    with structlog.testing.capture_logs() as lines:
        for typed in (PHONE, EMAIL, "+380677654321"):
            answer = await staff.post(URL, json={"contact": typed})
            assert typed not in answer.headers["location"] + answer.text
    assert not [line for line in lines if "671234567" in json.dumps(line, default=str)]
    async with database.reading() as session:
        names = (await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))).all()
        for name in names:
            rows = " ".join((await session.scalars(text(f'select t::text from "{name}" t'))).all())
            assert not [one for one in ("671234567", "677654321", "olena.kovalenko") if one in rows], name


async def test_that_somebody_asked_is_on_the_audit_trail_and_for_whom_is_not(
    story: Any, staff: httpx.AsyncClient, database: Database
) -> None:
    await staff.post(URL, json={"contact": PHONE})
    async with database.reading() as session:
        rows = (await session.execute(text("select account, action, object, fields from audit"))).all()
    assert [tuple(row) for row in rows] == [(PROGRAM_ID, "explain_messages", {}, ["contact"])]


async def test_a_contact_that_no_key_opens_is_counted_because_it_might_be_theirs(
    story: Any, staff: httpx.AsyncClient, database: Database
) -> None:
    await story.somebody_signs_up()
    async with database.transaction() as session:
        await session.execute(text("update contact_point set sealed = 'AAAA'"))
    assert (await staff.post(URL, json={"contact": PHONE})).json()["sign_ups"] == 0
    async with database.reading() as session:
        assert (await session.scalars(select(Explanation.unopenable))).all() == [1]


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.WORKER, 201), (Role.COORDINATOR, 201), (Role.ADMINISTRATOR, 403), (Role.ANALYST, 403)],
)
async def test_workers_and_coordinators_ask(story: Any, signed_in: SignIn, role: Role, status: int) -> None:
    person = await signed_in(roles=[role])
    assert (await person.post(URL, json={"contact": PHONE})).status_code == status
    page = await person.get("/messages")
    assert ('action="/messages/explanations"' in page.text) == (status == 201)


async def test_the_form_leads_to_the_explanation(story: Any, staff: httpx.AsyncClient) -> None:
    await story.somebody_signs_up()
    await story.work()
    with clock.set_to(story.now):
        done = await staff.post("/messages/explanations", data={"contact": PHONE, "_page": "/messages"})
        assert done.status_code == 303
        assert "Бюджет громадських ініціатив" in (await staff.get(done.headers["location"])).text


async def test_a_refused_form_comes_back_open_with_what_was_typed(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/messages/explanations", data={"contact": "12345", "_page": "/messages"})
    assert answer.status_code == 422
    assert 'value="12345"' in answer.text
    assert "<details open>" in answer.text
    assert "Це не телефонний номер і не електронна адреса" in answer.text


async def test_a_worker_learns_nothing_of_other_offices(story: Any, signed_in: SignIn) -> None:
    ours, theirs = new_id(), new_id()
    for office in (ours, theirs):
        story.event_id, sign_up = new_id(), new_id()
        await story.tell(story.event(office_id=office), story.sign_up(sign_up), story.contact(sign_up))
    worker = await signed_in(roles=[Role.WORKER], whole_network=False, offices=[ours])
    asked = (await worker.post(URL, json={"contact": PHONE})).json()
    assert asked["sign_ups"] == 1
    page = await worker.get(f"/messages/explanations/{asked['id']}")
    assert "Показано лише те, що проводять ваші офіси." in page.text
