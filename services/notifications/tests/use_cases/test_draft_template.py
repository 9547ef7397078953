"""Drafting a template: checked at once, and nobody is sent it yet."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from liaison_contracts.identity import Role
from liaison_kit.database import Database
from liaison_notifications.model import TemplateVersion
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from services.notifications.tests.use_cases.conftest import PATH, TEXT

Published = Callable[[], Awaitable[list[str]]]
SignIn = Callable[..., Awaitable[httpx.AsyncClient]]


async def test_a_draft_is_kept_and_messages_stay_as_they_were(
    story: Any, staff: httpx.AsyncClient, gateway: Any, published: Published
) -> None:
    answer = await staff.post(f"{PATH}/draft", json={"text": f" {TEXT}\r\nТак "})
    assert (answer.status_code, answer.json()) == (201, {"number": 1})
    assert answer.headers["location"] == "/messages/templates/confirmation/uk/sms/versions/1"
    shown = (await staff.get(PATH)).json()
    assert [(one["number"], one["draft"]) for one in shown["versions"]] == [(1, True), (0, False)]
    assert (shown["published"], shown["versions"][0]["text"]) == (0, f"{TEXT}\nТак")
    await story.somebody_signs_up(email=None)
    await story.work()
    assert gateway.received[0]["text"].startswith("Ви записані")
    assert await published() == ["SealingKeyChanged"]


async def test_a_second_draft_takes_the_place_of_the_first(staff: httpx.AsyncClient) -> None:
    await staff.post(f"{PATH}/draft", json={"text": TEXT})
    answer = await staff.post(f"{PATH}/draft", json={"text": f"{TEXT}!"}, headers={"if-match": '"2"'})
    assert answer.json() == {"number": 1}
    assert (await staff.get(PATH)).json()["versions"][0]["text"] == f"{TEXT}!"


async def test_who_saw_an_older_one_overwrites_nothing(staff: httpx.AsyncClient) -> None:
    seen = (await staff.post(f"{PATH}/draft", json={"text": TEXT})).headers["etag"]
    await staff.post(f"{PATH}/draft", json={"text": f"{TEXT}!"}, headers={"if-match": seen})
    answer = await staff.post(f"{PATH}/draft", json={"text": f"{TEXT}?"}, headers={"if-match": seen})
    assert answer.status_code == 412


async def test_the_second_of_two_who_begin_at_once_is_told(staff: httpx.AsyncClient) -> None:
    seen = {"if-match": (await staff.get(PATH)).headers["etag"]}
    assert (await staff.post(f"{PATH}/draft", json={"text": TEXT}, headers=seen)).status_code == 201
    assert (await staff.post(f"{PATH}/draft", json={"text": f"{TEXT}!"}, headers=seen)).status_code == 412


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"text": "{{ event.titel }}"}, "text", "Line 1: there is nothing called event.titel"),
        ({"text": "Приходьте!"}, "text", "It must say event.title"),
        ({"text": " "}, "text", ""),
        ({"text": f"{TEXT}\0"}, "text", ""),
    ],
)
async def test_what_cannot_be_used_is_refused_with_its_line_and_placeholder(
    staff: httpx.AsyncClient, body: dict[str, str], field: str, message: str
) -> None:
    answer = await staff.post(f"{PATH}/draft", json=body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert message in error["message"]


async def test_an_email_has_a_subject(staff: httpx.AsyncClient) -> None:
    path = PATH.replace("sms", "email")
    answer = await staff.post(f"{path}/draft", json={"text": TEXT})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "subject")
    assert (await staff.post(f"{path}/draft", json={"subject": "Запис\n1", "text": TEXT})).status_code == 201
    assert (await staff.get(path)).json()["versions"][0]["subject"] == "Запис 1"


@pytest.mark.parametrize("path", ["trial/uk/sms", "reset/uk/sms"])
async def test_there_is_nothing_where_nothing_can_be_worded_anew(staff: httpx.AsyncClient, path: str) -> None:
    answer = await staff.post(f"{PATH.replace('confirmation/uk/sms', path)}/draft", json={"text": TEXT})
    assert answer.status_code == 404


async def test_a_worker_may_not(signed_in: SignIn) -> None:
    client = await signed_in(roles=[Role.WORKER])
    assert (await client.post(f"{PATH}/draft", json={"text": TEXT})).status_code == 403
    assert (await client.get(PATH)).status_code == 403


async def test_the_database_keeps_one_draft_and_what_was_published(
    staff: httpx.AsyncClient, database: Database
) -> None:
    await staff.post(f"{PATH}/draft", json={"text": TEXT})
    async with database.reading() as session:
        draft = (await session.scalars(select(TemplateVersion))).one()
    second = (
        "insert into template_version (id, template_id, number, subject, text, written_at, written_by)"
        " select gen_random_uuid(), template_id, 2, '', text, written_at, written_by from template_version"
    )
    with pytest.raises(IntegrityError, match="one_draft"):
        async with database.transaction() as session:
            await session.execute(text(second))
    await staff.post(f"{PATH}/versions/{draft.number}/publication")
    for change in ("update template_version set text = 'x'", "delete from template_version"):
        with pytest.raises(IntegrityError, match="stays as it was"):
            async with database.transaction() as session:
                await session.execute(text(change))
