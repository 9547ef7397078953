"""Rotating the signing key: nobody is signed out, and nothing is signed with a key that a service may not have."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
from joserfc import jws
from liaison_contracts.identity import Role
from liaison_kit import clock, identity, signing_keys
from liaison_kit.database import Database
from liaison_registry.model import SigningKeys, Staff
from sqlalchemy import select

Published = Callable[[], Awaitable[list[str]]]
PATH = "/api/registry/v1/signing-keys"
PERSON = {"email": "olena@office.example", "password": "п'ять зелених відер води"}


async def age(database: Database, by: timedelta) -> None:
    """As if every key had been announced so much earlier."""
    async with database.transaction() as session:
        keys = (await session.scalars(select(SigningKeys))).one()
        earlier = (clock.real_now() - by).isoformat()
        keys.keys = [key | {"announced_at": earlier} for key in keys.keys]


async def signed_with(client: httpx.AsyncClient, settings: Any) -> str:
    """The kid of a new sign-in's token."""
    answer = await client.post("/api/registry/v1/sign-in", json=PERSON)
    text = answer.cookies[identity.cookie_name(settings)]
    return str(jws.extract_compact(text.encode()).headers()["kid"])


async def test_the_new_key_is_told_now_and_signs_later_and_older_tokens_stay_good(
    staff: httpx.AsyncClient, person: Staff, database: Database, settings: Any, published: Published
) -> None:
    first = await signed_with(staff, settings)
    await age(database, timedelta(hours=1))
    before = await published()
    answer = await staff.post(f"{PATH}/rotations")
    assert answer.status_code == 201
    newest = answer.json()["kid"]
    assert newest != first
    assert await published() == [*before, "SigningKeyChanged"]
    assert [key.kid for key in signing_keys.read_keys(settings.signing_key_file)] == [newest, first]
    assert settings.signing_key_file.stat().st_mode & 0o777 == 0o600
    assert await signed_with(staff, settings) == first

    del staff.headers["authorization"]
    assert (await staff.get("/network")).status_code == 200
    await age(database, timedelta(hours=1))
    assert (await staff.get("/network")).status_code == 200
    assert await signed_with(staff, settings) == newest


async def test_it_is_for_administrators(signed_in: Any, client: httpx.AsyncClient, person: Staff) -> None:
    assert (await client.post(f"{PATH}/rotations")).status_code == 401
    await signed_in(roles=[Role.WORKER, Role.COORDINATOR, Role.AUDITOR])
    assert (await client.post(f"{PATH}/rotations")).status_code == 403
    assert (await client.get(PATH)).status_code == 403
    await signed_in(roles=[Role.ADMINISTRATOR])
    assert (await client.post(f"{PATH}/rotations")).status_code == 201
    assert [key["use"] for key in (await client.get(PATH)).json()["keys"]] == ["waits", "signs"]
