"""The short form of six faults, as one of the drills; `make faults` runs the whole matrix."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from liaison_local.for_tests import scratch

from tests.faults.matrix import api, consumer, data, relay
from tests.faults.runner import Grounds, Plan, run
from tests.faults.scenario import Scenario

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session")]

SEED = 1
SHORT = (
    api.killed_before_replying,
    relay.killed_after_the_ack,
    consumer.killed_before_the_offset,
    consumer.killed_in_the_transaction,
    data.bad_data,
    data.bad_record_in_a_line,
    api.deployed,
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def grounds() -> AsyncIterator[Grounds]:
    with scratch("liaison-faults-") as folder:
        async with Grounds(folder) as opened:
            yield opened


@pytest.mark.parametrize("scenario", SHORT, ids=lambda scenario: f"{scenario.fault}-{scenario.inject.__name__}")
async def test_nothing_is_lost_doubled_or_out_of_order(grounds: Grounds, scenario: Scenario) -> None:
    outcome = await run(grounds, scenario, grounds.folder / scenario.inject.__name__, Plan(SEED, short=True))
    assert outcome.verdict.violations == []
    assert outcome.verdict.invalid == []
    assert outcome.recoveries
