"""A sign-in is checked by each service alone: what is forged, over, revoked or somebody else's gets nobody in."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey
from liaison_contracts.identity import Role, SigningKeyState
from liaison_kit import clock, identity, tokens, web
from liaison_kit.database import Database, new_id
from liaison_kit.identity import NotAllowed, for_the_network, only
from liaison_kit.settings import Settings
from liaison_kit.tables import SigningKeyCopy
from liaison_kit.testing import KEY, STAFF_TOKEN, account
from liaison_kit.tokens import Token
from sqlalchemy import select

SignIn = Callable[..., Awaitable[httpx.AsyncClient]]
STAFF_PAGE = "/api/registry/v1/staff"


@pytest.fixture
async def person(database: Database) -> UUID:
    """An account without a sign-in yet."""
    state = account()
    async with database.transaction() as session:
        await identity.keep_staff(session, state)
    return state.id


async def status_with(client: httpx.AsyncClient, settings: Settings, token: str) -> int:
    client.headers["cookie"] = f"{identity.cookie_name(settings)}={token}"
    return (await client.get(STAFF_PAGE)).status_code


def signed(person: UUID, settings: Settings, issued_at: datetime, **changed: object) -> str:
    values = {"sign_in": new_id(), "signed_in_at": issued_at} | changed
    return tokens.sign(KEY, settings.url, Token(person, issued_at=issued_at, **values))


async def test_nobody_gets_in_without_a_sign_in(client: httpx.AsyncClient, signed_in: SignIn) -> None:
    assert (await client.get(STAFF_PAGE)).status_code == 401
    assert (await (await signed_in()).get(STAFF_PAGE)).status_code == 200


async def test_a_token_is_good_for_half_an_hour(client: httpx.AsyncClient, person: UUID, settings: Settings) -> None:
    now = clock.real_now()
    assert await status_with(client, settings, signed(person, settings, now - timedelta(minutes=29))) == 200
    assert await status_with(client, settings, signed(person, settings, now - timedelta(minutes=32))) == 401
    assert await status_with(client, settings, signed(person, settings, now - timedelta(days=1))) == 401
    assert await status_with(client, settings, signed(person, settings, now + timedelta(minutes=5))) == 401


async def test_however_often_renewed_a_sign_in_ends_after_twelve_hours(
    client: httpx.AsyncClient, person: UUID, settings: Settings
) -> None:
    now = clock.real_now()
    renewed = signed(person, settings, now - timedelta(minutes=10), signed_in_at=now - timedelta(hours=12, minutes=2))
    assert await status_with(client, settings, renewed) == 401


async def test_a_played_clock_makes_no_old_token_good(
    client: httpx.AsyncClient, person: UUID, settings: Settings
) -> None:
    yesterday = clock.real_now() - timedelta(days=1)
    client.headers["liaison-played-at"] = yesterday.isoformat()
    assert await status_with(client, settings, signed(person, settings, yesterday)) == 401


async def test_a_token_that_was_changed_or_signed_by_another_is_refused(
    client: httpx.AsyncClient, person: UUID, settings: Settings, database: Database
) -> None:
    now = clock.real_now()
    token = Token(person, new_id(), now, now)
    good = tokens.sign(KEY, settings.url, token)
    head, body, signature = good.split(".")
    others = tokens.sign(KEY, settings.url, Token(new_id(), new_id(), now, now)).split(".")
    wrong = {
        "another issuer": tokens.sign(KEY, "https://another.city", token),
        "another key": tokens.sign(tokens.private_key(), settings.url, token),
        "another's claims": f"{head}.{others[1]}.{signature}",
        "no signature": f"{head}.{body}.",
        "not a token": "x",
    }
    for name, text in wrong.items():
        assert await status_with(client, settings, text) == 401, name
    assert await status_with(client, settings, good) == 200


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA"])
async def test_only_one_algorithm_is_known(
    client: httpx.AsyncClient, person: UUID, settings: Settings, algorithm: str
) -> None:
    public = tokens.public_half(KEY)
    good = tokens.sign(KEY, settings.url, Token(person, new_id(), clock.real_now(), clock.real_now()))
    claims = jwt.decode(good, KEY, algorithms=["Ed25519"]).claims
    # The classic: the public key taken for a shared secret.
    key = KEY if algorithm == "EdDSA" else OctKey.import_key(public.x)
    header = {"alg": algorithm, "kid": public.kid, "typ": "liaison-sign-in+jwt"}
    forged = jwt.encode(header, claims, key, algorithms=[algorithm])
    assert await status_with(client, settings, forged) == 401


async def test_a_key_that_is_no_longer_announced_signs_nobody_in(
    client: httpx.AsyncClient, person: UUID, settings: Settings, database: Database
) -> None:
    token = signed(person, settings, clock.real_now())
    assert await status_with(client, settings, token) == 200
    async with database.transaction() as session:
        fresh = [tokens.public_half(tokens.private_key())]
        known = (await session.execute(select(SigningKeyCopy.id))).scalar_one()
        await identity.keep_signing_keys(session, SigningKeyState(id=known, version=2, keys=fresh))
    assert await status_with(client, settings, token) == 401


async def test_what_the_registry_says_of_an_account_counts_at_once(
    client: httpx.AsyncClient, person: UUID, settings: Settings, database: Database
) -> None:
    now, sign_in = clock.real_now(), new_id()
    token = signed(person, settings, now, sign_in=sign_in)

    async def told(version: int, **values: object) -> int:
        async with database.transaction() as session:
            await identity.keep_staff(session, account(id=person, version=version, **values))
        return await status_with(client, settings, token)

    assert await told(2) == 200
    assert await told(3, active=False) == 401
    assert await told(4, ended_sign_ins=[sign_in]) == 401
    assert await told(5, ended_sign_ins=[new_id()]) == 200
    assert await told(6, revoked_at=now + timedelta(milliseconds=1)) == 401
    assert await told(7, revoked_at=now - timedelta(milliseconds=1)) == 200
    assert await told(8, roles=[]) == 403
    assert await told(7) == 403


async def test_a_program_comes_with_its_token(client: httpx.AsyncClient, database: Database) -> None:
    async def status(token: str) -> int:
        return (await client.get(STAFF_PAGE, headers={"authorization": f"Bearer {token}"})).status_code

    assert await status(STAFF_TOKEN) == 200
    assert await status(STAFF_TOKEN + "x") == 401
    assert await status(STAFF_TOKEN.replace("liaison_", "other_")) == 401
    assert await status(f"liaison_{new_id().hex}_secret") == 401
    assert await status("liaison_zz_secret") == 401
    person = account()
    async with database.transaction() as session:
        await identity.keep_staff(session, person)
    assert await status(f"liaison_{person.id.hex}_") == 401


@pytest.mark.parametrize(
    ("audience", "who", "outcome"),
    [
        (only(Role.WORKER), {"roles": [Role.WORKER]}, None),
        (only(Role.WORKER), {"roles": [Role.ANALYST, Role.AUDITOR]}, NotAllowed),
        (for_the_network(Role.COORDINATOR), {"roles": [Role.COORDINATOR]}, None),
        (for_the_network(Role.COORDINATOR), {"roles": [Role.COORDINATOR], "whole_network": False}, NotAllowed),
        (for_the_network(Role.COORDINATOR), {"roles": [Role.ADMINISTRATOR]}, NotAllowed),
    ],
)
def test_an_audience_admits_its_roles_alone(
    audience: identity.Audience, who: dict[str, object], outcome: type[Exception] | None
) -> None:
    state = account(**who)
    asking = identity.Account(state.id, frozenset(state.roles), state.whole_network, frozenset(state.offices))
    if outcome is None:
        audience.admit(asking)
        return
    with pytest.raises(outcome):
        audience.admit(asking)


def test_a_worker_runs_only_the_offices_of_the_account() -> None:
    mine, another = new_id(), new_id()
    worker = identity.Account(new_id(), frozenset({Role.WORKER}), False, frozenset({mine}))
    worker.must_run(mine)
    with pytest.raises(NotAllowed):
        worker.must_run(another)


def test_a_route_without_an_audience_is_not_served() -> None:
    bare = APIRouter()

    @bare.get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(TypeError, match="has no audience"):
        web.include_slices(FastAPI(), "registry", [bare], render=None)
