"""Whoever holds the link of a sign-up has their name and contact deleted at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from liaison_contracts.notifications import Contact
from liaison_events.model import Event, SignUp
from liaison_events.model.sign_ups.sign_up import hashed
from liaison_kit import sealing
from liaison_kit.database import Database
from nacl.public import PrivateKey
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
Payloads = Callable[[], Awaitable[list[dict[str, Any]]]]
HaveSignUp = Callable[..., Awaitable[SignUp]]
At = Callable[[timedelta], Any]
URL = "/api/events/v1/sign-ups/my-secret/erasure"
MINE = {"token_hash": hashed("my-secret"), "phone": "+380671234567", "email": "oksana@example.com"}
BEFORE, OVER = timedelta(days=-1), timedelta(hours=3)


async def kept(database: Database) -> tuple[str | None, str | None, str | None, str]:
    async with database.reading() as session:
        row = (await session.scalars(select(SignUp))).one()
    return row.name, row.phone, row.email, row.status


async def test_it_is_cancelled_and_nothing_is_left_here_or_where_messages_are_sent(
    client: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    database: Database,
    payloads: Payloads,
    published: Published,
    key: PrivateKey,
    at: At,
) -> None:
    await have_sign_up(event.id, **MINE)
    with at(BEFORE):
        answer = await client.post(URL)
    assert (answer.status_code, answer.headers["location"]) == (204, "/sign-ups/my-secret?erased=true")
    assert await kept(database) == (None, None, None, "cancelled")
    assert await published() == ["SignUpCancelled", "ParticipantContact"]
    facts = [record["data"] for record in await payloads()]
    told = Contact.model_validate_json(sealing.unseal(facts[1]["sealed"], key))
    assert (told.name, told.phone, told.email, told.link) == ("", None, None, "")
    assert facts[1]["version"] > facts[0]["version"] > 1


async def test_afterwards_how_many_came_stays(
    client: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    database: Database,
    published: Published,
    key: PrivateKey,
    at: At,
) -> None:
    await have_sign_up(event.id, present=1, **MINE)
    with at(OVER):
        assert (await client.post(URL)).status_code == 204
    assert await kept(database) == (None, None, None, "confirmed")
    assert await published() == ["ParticipantContact"]


async def test_twice_is_as_good_as_once(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, published: Published, key: PrivateKey, at: At
) -> None:
    await have_sign_up(event.id, **MINE)
    with at(BEFORE):
        assert [(await client.post(URL)).status_code for _ in range(2)] == [204, 204]
    assert await published() == ["SignUpCancelled", "ParticipantContact"]


@pytest.mark.parametrize("present", [0, 1])
async def test_while_it_takes_place_the_door_needs_it(
    client: httpx.AsyncClient,
    event: Event,
    have_sign_up: HaveSignUp,
    database: Database,
    key: PrivateKey,
    at: At,
    present: int,
) -> None:
    await have_sign_up(event.id, present=present, **MINE)
    with at(timedelta(hours=1)):
        assert (await client.post(URL)).status_code == 409
        assert "confirm=erasure" not in (await client.get("/sign-ups/my-secret")).text
    assert (await kept(database))[1] == MINE["phone"]


async def test_one_is_asked_first_and_told_then(
    client: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, key: PrivateKey, at: At
) -> None:
    await have_sign_up(event.id, **MINE)
    with at(BEFORE):
        assert "?confirm=erasure" in (await client.get("/sign-ups/my-secret")).text
        asked = await client.get("/sign-ups/my-secret?confirm=erasure")
        assert "Видалити ваше ім’я та контакти?" in asked.text
        done = await client.post("/sign-ups/my-secret/erasure", data={"_page": "/sign-ups/my-secret"})
        page = (await client.get(done.headers["location"])).text
    assert "Ваше ім’я та контакти видалено" in page
    assert "confirm=erasure" not in page


async def test_a_wrong_link_opens_nothing(client: httpx.AsyncClient, event: Event) -> None:
    assert (await client.post(URL)).status_code == 404


async def test_staff_still_see_how_many_there_are(
    staff: httpx.AsyncClient, event: Event, have_sign_up: HaveSignUp, key: PrivateKey, at: At
) -> None:
    await have_sign_up(event.id, present=1, **MINE)
    with at(OVER):
        await staff.post(URL)
        for page in ("participants", "sheet", "sheet/entry"):
            answer = await staff.get(f"/events/{event.id}/{page}")
            assert answer.status_code == 200, page
            assert MINE["phone"] not in answer.text
            assert "None" not in answer.text
