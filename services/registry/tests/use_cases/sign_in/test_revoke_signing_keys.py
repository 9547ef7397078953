"""Revoking the signing keys: what was signed with them opens nothing, in the registry or elsewhere."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from joserfc import jws
from liaison_contracts.identity import Role, SigningKeyState
from liaison_kit import clock, identity, signing_keys, tokens
from liaison_kit.database import Database, new_id
from liaison_kit.tables import AuditRow
from liaison_kit.tokens import Token
from liaison_registry.model import SignIn, Staff
from sqlalchemy import select, text

Published = Callable[[], Awaitable[list[str]]]
Browsers = Callable[[], httpx.AsyncClient]
PATH = "/api/registry/v1/signing-keys"
PERSON = {"email": "olena@office.example", "password": "п'ять зелених відер води"}


async def opened(browser: httpx.AsyncClient) -> int:
    return (await browser.get("/network")).status_code


async def test_tokens_of_every_key_that_there_was_are_refused(
    browsers: Browsers, staff: httpx.AsyncClient, person: Staff, settings: Any, published: Published
) -> None:
    browser, forger, now = browsers(), browsers(), clock.real_now()
    assert (await staff.post(f"{PATH}/rotations")).status_code == 201
    waiting, signing = signing_keys.read_keys(settings.signing_key_file)
    assert (await browser.post("/api/registry/v1/sign-in", json=PERSON)).status_code == 204
    for key in (signing, waiting):
        forged = tokens.sign(key.private, settings.url, Token(person.id, new_id(), now, now))
        forger.cookies.set(identity.cookie_name(settings), forged)
        assert await opened(forger) == 200
    before = await published()

    revoked = await staff.post(f"{PATH}/revocations")
    assert (revoked.status_code, revoked.json()["revoked"]) == (201, [waiting.kid, signing.kid])
    assert await published() == [*before, "SigningKeyChanged"]
    assert await opened(browser) == 401
    for key in (signing, waiting):
        now = clock.real_now()
        forged = tokens.sign(key.private, settings.url, Token(person.id, new_id(), now, now))
        forger.cookies.set(identity.cookie_name(settings), forged)
        assert await opened(forger) == 401
        assert "set-cookie" not in (await forger.get("/sign-in/renewal")).headers


async def test_everybody_can_sign_in_again_at_once_with_a_key_nobody_has_seen(
    browsers: Browsers, staff: httpx.AsyncClient, person: Staff, settings: Any, database: Database
) -> None:
    # Left by a rotation that was cut short: it lay in the same file.
    first = signing_keys.read_keys(settings.signing_key_file)[0].kid
    left = signing_keys.next_key(settings.signing_key_file, [first], clock.real_now()).kid
    browser = browsers()
    await browser.post("/api/registry/v1/sign-in", json=PERSON)
    only = (await staff.post(f"{PATH}/revocations")).json()
    assert only["kid"] not in {first, left}
    assert [key["use"] for key in (await staff.get(PATH)).json()["keys"]] == ["signs"]
    async with database.reading() as session:
        assert all(await session.scalars(select(SignIn.ended_at)))
    again = await browser.post("/api/registry/v1/sign-in", json=PERSON)
    assert again.status_code == 204
    signed = again.cookies[identity.cookie_name(settings)]
    assert jws.extract_compact(signed.encode()).headers()["kid"] == only["kid"]
    assert await opened(browser) == 200
    # The next rotation keeps none of the revoked ones on disk.
    await staff.post(f"{PATH}/rotations")
    assert {key.kid for key in signing_keys.read_keys(settings.signing_key_file)}.isdisjoint({first, left})


async def test_another_service_refuses_them_as_soon_as_it_hears(
    staff: httpx.AsyncClient, person: Staff, settings: Any, database: Database
) -> None:
    now, [key] = clock.real_now(), signing_keys.read_keys(settings.signing_key_file)
    forged = tokens.sign(key.private, settings.url, Token(person.id, new_id(), now, now))
    await staff.post(f"{PATH}/revocations")
    async with database.reading() as session:
        query = "select convert_from(payload, 'UTF8') from outbox where topic like '%SigningKeyState' order by id"
        states = [SigningKeyState.model_validate(json.loads(one)["data"]) for one in await session.scalars(text(query))]
    assert [tokens.read(forged, state.keys, settings.url, now) is not None for state in states] == [True, False]


async def test_it_is_for_administrators_and_on_the_trail(
    signed_in: Any, client: httpx.AsyncClient, person: Staff, database: Database
) -> None:
    assert (await client.post(f"{PATH}/revocations")).status_code == 401
    await signed_in(roles=[Role.WORKER, Role.COORDINATOR, Role.ANALYST, Role.AUDITOR])
    assert (await client.post(f"{PATH}/revocations")).status_code == 403
    await signed_in(roles=[Role.ADMINISTRATOR])
    assert (await client.post(f"{PATH}/revocations")).status_code == 201
    async with database.reading() as session:
        assert list(await session.scalars(select(AuditRow.action))) == ["revoke_signing_keys"]
