"""pytest fixtures for services: a real PostgreSQL and a real Kafka, a fresh database for each test.

A conftest provides the session fixture `platform`; a service's conftest provides `service`.
"""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from liaison_contracts.fact import Fact
from liaison_contracts.identity import Role, SigningKeyState, StaffState
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_kit import clock, identity, migrations, outbox, tokens
from liaison_kit.database import Database, new_id
from liaison_kit.running import logs
from liaison_kit.running.fresh_databases import THIS_RUN, FreshDatabases
from liaison_kit.running.health import Health
from liaison_kit.service import Service, build_app, equip, open_database
from liaison_kit.settings import Settings
from liaison_kit.tokens import Token

PROGRAM_ID = UUID(int=1)
STAFF_TOKEN = f"liaison_{PROGRAM_ID.hex}_a-secret-for-tests-only"
"""Of a program with every role and the whole network, which is in each test's database."""
KEY = tokens.private_key()
OWN_PAGE = {"sec-fetch-site": "same-origin"}
"""What a browser says of a form on a page of this site."""
Value = TypeVar("Value")
_numbers = itertools.count(1)
_apps: dict[int, tuple[Service, FastAPI]] = {}
"""By the identity of their service, which is kept with its app so that no other one gets it."""


@dataclass(frozen=True)
class Platform:
    """Addresses of the broker and the database server that the tests run on, and what they are."""

    kafka_bootstrap_servers: str
    admin_url: str
    origin: str


class Runs(Protocol):
    """A part of a process that works until it is told to stop."""

    async def run(self, stop: asyncio.Event) -> None: ...


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    """As in production, so that a log line of prose fails the test that wrote it."""
    logs.configure("tests", "tests")


@pytest.fixture
def more_settings() -> dict[str, Any]:
    """Settings that a service of its own needs; its conftest overrides this."""
    return {}


@pytest.fixture
def settings(platform: Platform, service: Service, database_url: str, more_settings: dict[str, Any]) -> Settings:
    """The service's settings for one test, its topics under a prefix of their own."""
    return service.settings(
        DATABASE_URL=database_url,
        KAFKA_BOOTSTRAP_SERVERS=platform.kafka_bootstrap_servers,
        topic_prefix=f"test{THIS_RUN}-{next(_numbers)}.",
        demo=True,
        **more_settings,
    )


@pytest.fixture(scope="session")
def fresh_databases(platform: Platform) -> Iterator[FreshDatabases]:
    databases = FreshDatabases(platform.admin_url, _migrate)
    yield databases
    databases.close()


@pytest_asyncio.fixture
async def database_url(fresh_databases: FreshDatabases, service: Service) -> AsyncIterator[str]:
    """A database with the service's schema, and nobody's but this test's."""
    async with fresh_databases.of(service) as url:
        yield url


async def _migrate(url: str, service: Service) -> None:
    database = Database(url)
    await migrations.migrate(database, service.migrations)
    async with database.transaction() as session:
        await identity.keep_signing_keys(
            session, SigningKeyState(id=new_id(), version=1, keys=[tokens.public_half(KEY)])
        )
        secret = STAFF_TOKEN.rpartition("_")[2]
        await identity.keep_staff(session, account(id=PROGRAM_ID, token_hash=identity.hash_of(secret)))
    await database.close()


@pytest_asyncio.fixture
async def database(service: Service, settings: Settings) -> AsyncIterator[Database]:
    opened = open_database(service, settings)
    await outbox.take_epoch(opened)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """A transaction for a test of a reaction or a model; committed at the end of the test."""
    async with database.transaction() as opened:
        yield opened


@pytest.fixture
def app(service: Service, settings: Settings, database: Database) -> FastAPI:
    """The service's app. Its routes are made once and serve all tests; nothing else outlives one."""
    if id(service) not in _apps:
        _apps[id(service)] = service, build_app(service, settings, database, Health())
    _, made = _apps[id(service)]
    equip(made, service, settings, database)
    return made


async def _says_what_is_wrong(answer: httpx.Response) -> None:
    """No test need ask it: a refusal is a sentence for each field, with every place in it filled."""
    if answer.headers.get("content-type") == "application/problem+json" and answer.request.method != "HEAD":
        problem = json.loads(await answer.aread())
        for said in (problem["detail"], *(error["message"] for error in problem.get("errors", []))):
            assert said, problem
            assert not re.search(r"\bNone\b|{[a-z_]+}", said), problem


def browser_of(app: FastAPI) -> httpx.AsyncClient:
    """Anybody's browser or program, talking to the app; close it."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://liaison.test",
        headers=OWN_PAGE,
        event_hooks={"response": [_says_what_is_wrong]},
    )


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody's browser or program, talking to the service's app."""
    async with browser_of(app) as opened:
        yield opened


@pytest_asyncio.fixture
async def staff(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same, carrying the token of a program that may do everything."""
    client.headers["authorization"] = f"Bearer {STAFF_TOKEN}"
    return client


def account(**values: Any) -> StaffState:
    """An account that may do everything, except for what `values` say."""
    everything = {"id": new_id(), "version": 1, "roles": list(Role), "whole_network": True, "offices": []}
    lasting: dict[str, Any] = {"active": True, "revoked_at": None, "ended_sign_ins": []}
    return StaffState(**(everything | lasting | values))


@pytest_asyncio.fixture
async def signed_in(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> Callable[..., Awaitable[httpx.AsyncClient]]:
    """Signs a person in: `await signed_in(roles=[Role.WORKER], whole_network=False, offices=[office_id])`."""

    async def sign_in(**values: Any) -> httpx.AsyncClient:
        state, now = account(**values), clock.real_now()
        async with database.transaction() as session:
            await identity.keep_staff(session, state)
        token = tokens.sign(KEY, settings.url, Token(state.id, new_id(), now, now))
        client.headers["cookie"] = f"{identity.cookie_name(settings)}={token}"
        client.headers.pop("authorization", None)  # of `staff`, which is the same client and would win
        return client

    return sign_in


@pytest_asyncio.fixture
async def published(database: Database) -> Callable[[], Awaitable[list[str]]]:
    """Names of the facts that wait in the outbox, in order, states left out: `assert await published() == [...]`."""

    async def names() -> list[str]:
        async with database.reading() as reading:
            connection = await reading.connection()
            rows = await connection.exec_driver_sql("select topic from outbox order by id")
            topics = [str(row[0]).rpartition(".")[2] for row in rows]
        return [topic for topic in topics if not topic.endswith("State")]

    return names


async def publish(database: Database, *facts: Fact) -> None:
    """Each fact in a transaction of its own."""
    for fact in facts:
        async with database.transaction() as session:
            outbox.publish(session, fact)


@asynccontextmanager
async def running(*parts: Runs) -> AsyncIterator[None]:
    """Runs relays, consumers and releases as a process does, and stops them as it does."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(part.run(stop)) for part in parts]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


def told(session: AsyncSession) -> Sequence[Fact]:
    """The facts that were published in this transaction so far."""
    facts: Sequence[Fact] = session.info.get("published", [])
    return facts


async def eventually(
    question: Callable[[], Awaitable[Value]], accept: Callable[[Value], Any] = bool, within: float = 20
) -> Value:
    """Asks until the answer is accepted; AssertionError with the last answer after `within` seconds."""
    answer: Any = None
    try:
        async with asyncio.timeout(within):
            while True:
                answer = await question()
                if accept(answer):
                    return answer  # type: ignore[no-any-return]  # it is a Value, accepted
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not within {within} s; the last answer was {answer!r}") from None
