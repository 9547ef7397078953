"""Each alert fires because the bad thing happens, and ends because somebody does what its runbook says.

deploy/drills/watch starts the network and its Prometheus, and runs this.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.journeys import network as steps
from tests.journeys.network import Resident
from tests.observability.files import Query, alerts, queries
from tests.observability.ground import Ground
from tests.observability.scenarios import every
from tests.observability.scenarios.people import sign_up
from tests.observability.scenarios.scenario import Scenario

pytestmark = pytest.mark.asyncio(loop_scope="session")

KNOWN_BEFORE = {"CertificateExpiring"}
"""From the first moment of the drill on."""
RUNNING = dict[str, asyncio.Task[None]]()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ground() -> AsyncIterator[Ground]:
    """A network with an office, an event and somebody who has signed up."""
    made = Ground()
    await made.follow("README.md", "Before")
    await steps.import_network(made.network)
    office = await steps.open_office(made.network)
    event = await steps.schedule_event(made.network, office, steps.next_evening() + timedelta(days=5))
    await steps.sign_up(made.network, event, Resident())
    await made.network.until("/api/mails", lambda sent: sent, sink=True)  # an SMS may have gone to the other gateway
    yield made
    await made.close()


async def test_nothing_fires_while_all_is_well(ground: Ground) -> None:
    await asyncio.sleep(15)
    assert {one["alertname"] for one in await ground.firing()} <= KNOWN_BEFORE
    assert len(await ground.ask('up{job="liaison"} == 1')) == 16


@pytest.mark.parametrize("query", queries(), ids=lambda query: f"{query.dashboard}: {query.panel}")
async def test_every_query_of_the_dashboards_is_answered(ground: Ground, query: Query) -> None:
    """With a value for at least one thing: a name or a label that is not there would find none."""
    asked, deadline = query.expression.replace("$__rate_interval", "1m"), time.monotonic() + 60
    while not [one for one in await ground.ask(asked) if one["value"][1] != "NaN"]:
        assert time.monotonic() < deadline, asked
        await sign_up(ground, 1)  # without a message nobody knows how soon they leave
        await asyncio.sleep(2)


@pytest.mark.parametrize("played", every(), ids=lambda played: played.name)
async def test_an_alert_fires_and_its_runbook_ends_it(ground: Ground, played: Scenario) -> None:
    for one in every():
        if one.turn == played.turn and one.name not in RUNNING:
            RUNNING[one.name] = asyncio.create_task(one.play(ground))
    await RUNNING[played.name]
    assert ground.fired.issuperset(played.alerts)
    assert ground.ended.issuperset(set(played.alerts) - set(played.only_fires))
    assert ground.followed.issuperset(played.follows)


async def test_each_alert_was_seen(ground: Ground) -> None:
    assert ground.fired == alerts().keys()
