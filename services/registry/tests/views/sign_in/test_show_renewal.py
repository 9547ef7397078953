"""The image that renews a sign-in."""

from datetime import timedelta
from typing import Any

import httpx
from liaison_kit import clock, identity, tokens
from liaison_kit.database import Database, new_id
from liaison_kit.tokens import Token
from liaison_registry.model import SignIn, Staff, announce
from liaison_registry.model.sign_in.signing_keys import signing_key

PATH = "/sign-in/renewal"


async def comes_with(
    client: httpx.AsyncClient, database: Database, settings: Any, person: Staff, *, age: timedelta, since: timedelta
) -> SignIn:
    """The browser has a token of this age, of a sign-in since then."""
    now = clock.real_now()
    sign_in = SignIn(id=new_id(), staff_id=person.id, signed_in_at=now - since)
    async with database.transaction() as session:
        session.add(sign_in)
        key = await signing_key(session, settings.signing_key_file)
    token = tokens.sign(key, settings.url, Token(person.id, sign_in.id, sign_in.signed_in_at, now - age))
    client.headers["cookie"] = f"{identity.cookie_name(settings)}={token}"
    return sign_in


async def test_nobody_gets_the_image_alone(client: httpx.AsyncClient) -> None:
    answer = await client.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


async def test_a_token_of_some_minutes_is_renewed_and_the_sign_in_stays_as_old_as_it_is(
    client: httpx.AsyncClient, database: Database, settings: Any, person: Staff
) -> None:
    ages = {"age": timedelta(minutes=20), "since": timedelta(hours=3)}
    sign_in = await comes_with(client, database, settings, person, **ages)
    answer = await client.get(PATH)
    text = answer.headers["set-cookie"].split(";")[0].partition("=")[2]
    async with database.reading() as session:
        public = tokens.public_half(await signing_key(session, settings.signing_key_file))
    token = tokens.read(text, [public], settings.url, clock.real_now())
    assert token
    assert (token.account, token.sign_in) == (person.id, sign_in.id)
    assert abs(token.signed_in_at - sign_in.signed_in_at) < timedelta(seconds=1)
    assert clock.real_now() - token.issued_at < timedelta(minutes=1)


async def test_a_fresh_token_is_left_as_it_is(
    client: httpx.AsyncClient, database: Database, settings: Any, person: Staff
) -> None:
    await comes_with(client, database, settings, person, age=timedelta(minutes=1), since=timedelta(hours=3))
    assert "set-cookie" not in (await client.get(PATH)).headers


async def test_a_sign_in_of_twelve_hours_is_not_renewed(
    client: httpx.AsyncClient, database: Database, settings: Any, person: Staff
) -> None:
    ages = {"age": timedelta(minutes=10), "since": tokens.LONGEST + timedelta(seconds=20)}
    await comes_with(client, database, settings, person, **ages)
    assert "set-cookie" not in (await client.get(PATH)).headers


async def test_an_ended_sign_in_a_revoked_and_a_closed_account_are_not_renewed(
    client: httpx.AsyncClient, database: Database, settings: Any, person: Staff
) -> None:
    ages = {"age": timedelta(minutes=10), "since": timedelta(hours=1)}
    ended = await comes_with(client, database, settings, person, **ages)
    async with database.transaction() as session:
        (await session.get_one(SignIn, ended.id)).ended_at = clock.real_now()
    assert "set-cookie" not in (await client.get(PATH)).headers

    for change in ("closed", "revoked"):
        await comes_with(client, database, settings, person, **ages)
        assert "set-cookie" in (await client.get(PATH)).headers
        for changed in (True, False) if change == "closed" else (True,):
            async with database.transaction() as session:
                staff = await session.get_one(Staff, person.id, with_for_update=True)
                staff.active = not (changed and change == "closed")
                staff.revoke(clock.real_now() - timedelta(minutes=5 if change == "revoked" else 60))
                await announce(session, staff)
            assert ("set-cookie" not in (await client.get(PATH)).headers) == changed
