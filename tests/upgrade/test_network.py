"""The four services of two releases in every mixture, under load: nobody is forgotten, and nobody is told twice."""

from collections.abc import AsyncIterator
from functools import partial

import asyncpg
import pytest
import pytest_asyncio
from liaison_kit.testing import eventually
from liaison_local.for_tests import scratch

from tests.journeys import network as steps
from tests.journeys.system import System, running
from tests.upgrade.network import SERVICES, Both, Choice, Residents, messages
from tests.upgrade.releases import THIS, last

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

TELL, HEAR = ("registry", "events"), ("notifications", "reporting")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def both() -> AsyncIterator[Both]:
    with scratch("liaison-upgrade-") as folder, pytest.MonkeyPatch.context() as patch:
        choice = Choice(folder / "choice", last(), THIS)
        for name, value in choice.environment.items():
            patch.setenv(name, value)
        with running(folder / "home") as system:
            yield Both(system, choice, folder)
            await system.network.close()


async def count(system: System, service: str, query: str) -> int:
    connection = await asyncpg.connect(system.environment[f"{service.upper()}_DATABASE_URL"])
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


async def test_releases_in_every_mixture_lose_nothing_and_double_nothing(
    both: Both, capsys: pytest.CaptureFixture[str]
) -> None:
    system, network, asked = both.system, both.system.network, 0
    await steps.import_network(network)
    office = await steps.open_office(network)
    csos_before = (await network.scorecard())["csos_created"]["now"]
    residents = Residents(network, office)

    async def shown(what: str, ports: dict[str, int] | None = None) -> None:
        nonlocal asked
        await residents.more()
        asked += await both.pages_answer(ports)
        with capsys.disabled():
            print(f"\n{what}: {len(residents.phones)} residents so far", end="", flush=True)

    await shown("the last release")
    await both.migrate()
    await shown("the last release on this one's schema")
    async with both.beside(THIS) as ports:
        await shown("this release beside it in each service", ports)
        await shown("both", None)
    await both.become(THIS, *HEAR)
    await shown("the last release tells, this one hears")
    await both.become(THIS, *TELL)
    await both.become(last(), *HEAR)
    await shown("this release tells, the last one hears")
    await both.become(THIS, *HEAR)
    await shown("this release")
    await both.become(last(), *SERVICES)
    await shown("back: the last release")
    await residents.stop()

    signed_up, registered = len(residents.phones), len(residents.csos)
    assert await count(system, "events", "select count(*) from sign_up") == signed_up
    await eventually(lambda: messages(network), lambda found: found.keys() >= set(residents.phones), within=120)
    goal = csos_before + registered
    await network.until("/api/reporting/v1/results", lambda one: one["csos_created"]["now"] == goal, played=True)
    for service in SERVICES:
        drained = partial(count, system, service, "select count(*) from outbox")
        await eventually(drained, lambda left: left == 0, within=60)
        assert await count(system, service, "select count(*) from parked") == 0, service
    got = await messages(network)
    assert {phone: got[phone] for phone in residents.phones} == dict.fromkeys(residents.phones, 1)
    code, said = await both.run(THIS, "reporting", "replay", "--compare-only")
    assert code == 0, said
    with capsys.disabled():
        print(f"\n{signed_up} sign-ups and {registered} organisations acknowledged: 0 lost, 0 told twice;")
        print(f"{asked} pages answered; the longest answer took {residents.longest:.1f} s;")
        print("a replay found no difference")
