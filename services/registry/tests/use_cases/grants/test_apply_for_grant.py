"""Applying for a grant."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from liaison_kit.database import Database
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.registry.tests.grants import Competition, application

Published = Callable[[], Awaitable[list[str]]]


async def test_an_organisation_applies_and_keeps_a_link_of_its_own(
    competition: Competition, client: httpx.AsyncClient, database: Database, published: Published
) -> None:
    await competition.opened()
    del client.headers["authorization"]
    await competition.applied()
    page = await client.get(competition.links[0])
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Кіно просто неба" in page.text
    assert "50 000,50" in page.text
    assert "Оксана" not in page.text
    async with database.reading() as session:
        row = (await session.execute(text("select contact_phone, token_hash, entered_by from grant_application"))).one()
    assert row.contact_phone == "+380671234567"
    assert row.token_hash not in competition.links[0]
    assert row.entered_by is None
    assert await published() == ["GrantCallOpened"]


async def test_every_field_that_is_wrong_is_named(competition: Competition) -> None:
    await competition.opened()
    wrong = application(edrpou="99000749", contact_phone="12", budget=[{"what": "x", "amount": "60 000,01"}])
    answer = await competition.post(f"{competition.address}/applications", wrong | {"consent": False})
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"edrpou", "contact_phone", "budget", "consent"}


async def test_who_comes_too_late_is_told_and_keeps_the_text(
    competition: Competition, client: httpx.AsyncClient, database: Database
) -> None:
    await competition.opened()
    del client.headers["authorization"]
    form = {name: value for name, value in application().items() if name not in {"budget", "consent"}}
    form |= {"budget_what[]": ["Проєктор", ""], "budget_amounts[]": ["40 000", ""], "consent": "true"}
    form["_page"] = "/grants/youth/application"
    with competition.later():
        late = await client.post(f"/grants/{competition.call['id']}/applications", data=form)
    assert late.status_code == 409
    assert "надійшла запізно" in late.text
    for kept in ("Шість показів улітку.", 'value="Проєктор"', 'value="40 000"', 'value="Кіно просто неба"'):
        assert kept in late.text
    in_time = await client.post(f"/grants/{competition.call['id']}/applications", data=form)
    assert in_time.status_code == 303
    async with database.reading() as session:
        assert await session.scalar(text("select count(*) from grant_application")) == 1


async def test_the_database_itself_refuses_a_late_application(competition: Competition, database: Database) -> None:
    await competition.opened(1)

    async def write() -> None:
        async with database.transaction() as session:
            columns = (
                "gen_random_uuid(), 1, call_id, cso_id, title, summary, budget, requested, null, null, null, 'x', null"
            )
            times = "submitted_at + interval '2 days', status, null, null, null, 0"
            await session.execute(
                text(f"insert into grant_application select {columns}, {times} from grant_application")
            )

    with pytest.raises(IntegrityError, match="takes no applications"):
        await write()
