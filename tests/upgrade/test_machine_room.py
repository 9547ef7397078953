"""Upgrade and way back under load, process by process, judged as in tests/faults: lost, doubled, out of order."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from liaison_local.for_tests import scratch

from tests.faults import rebuilding
from tests.faults.runner import Grounds, Plan, run
from tests.faults.scenario import Run, Scenario
from tests.faults.system import System
from tests.upgrade.both import Both
from tests.upgrade.releases import THIS, Release, last

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

READERS = ("consumer-1", "consumer-2", "reporting-1", "reporting-2")
RATE = 10.0
TELLERS = ("api", "relay-1", "relay-2")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def grounds() -> AsyncIterator[Grounds]:
    with scratch("liaison-upgrade-") as folder:
        async with Grounds(folder) as opened:
            yield opened


async def begin(system: System) -> None:
    """All as the last release, reporting's consumers among them."""
    await rebuilding.prepare(system)


async def upgraded_and_back(run: Run) -> None:
    """Each step ends when all that was written before it has had its effect."""
    system = run.system
    assert isinstance(system, Both)
    await system.start("reporting-1", "reporting-2")

    async def step(what: str, release: Release, *names: str) -> None:
        async with run.fault(what):
            await system.become(release, *names)

    async with run.fault("migrated by this release, while the last one works"):
        assert await system.migrate(THIS) == [0, 0, 0]
    await step("readers of both releases", THIS, "consumer-1", "reporting-1")
    await step("the last release tells, this one reads", THIS, "consumer-2", "reporting-2")
    await step("tellers of both releases", THIS, "relay-1")
    await step("this release everywhere", THIS, "relay-2", "api")
    await step("this release tells, readers of both", last(), "consumer-1", "reporting-1")
    await step("this release tells, the last one reads", last(), "consumer-2", "reporting-2")
    await step("back: the last release everywhere, on this one's schema", last(), *TELLERS)
    run.figures.append(f"{run.client.ok} commands were ok meanwhile")


async def test_nothing_is_lost_doubled_or_out_of_order_on_the_way_there_and_back(
    grounds: Grounds, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = Scenario("upgrade", "there and back", upgraded_and_back, before=begin, after=rebuilding.rebuilt_is_live)
    folder: Path = grounds.folder / "both"
    outcome = await run(grounds, scenario, folder, Plan(seed=1, short=True, rate=RATE, system=Both))
    with capsys.disabled():
        print(f"\n{outcome.verdict.ok} commands ok, {outcome.verdict.fail} refused, {outcome.verdict.unknown} unknown;")
        print(
            f"{outcome.verdict.lost} lost, {outcome.verdict.duplicates} doubled, "
            f"{outcome.verdict.inversions} out of order"
        )
        for one in outcome.recoveries:
            print(f"{one.fault}: all caught up {one.caught_up:.1f} s after it")
        print("\n".join(outcome.figures))
    assert outcome.verdict.violations == []
    assert outcome.verdict.invalid == []
    assert len(outcome.recoveries) == 8
