"""Networks for the journeys: the one whose addresses are given, or one of our own in a fresh home."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from liaison_local.for_tests import scratch
from playwright.async_api import Browser, async_playwright, expect

from tests.journeys.browser import ARGUMENTS, chromium
from tests.journeys.collector import collecting
from tests.journeys.network import Network
from tests.journeys.sharing import SHARE_A_NETWORK, TRACED, network_name
from tests.journeys.system import System, network_of, running

# How long a page may take to show what is expected: five seconds are too few where processes share two processors.
expect.set_options(timeout=30_000)


ORDER = list(SHARE_A_NETWORK)
RUNNING = pytest.StashKey[dict[str, tuple[System, ExitStack]]]()
"""Networks by their names."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In one network the first journey counts everything, and the last one looks through all that is left behind."""
    ours = [at for at, item in enumerate(items) if network_name(item.path) in SHARE_A_NETWORK.values()]
    for at, item in zip(
        ours, sorted((items[at] for at in ours), key=lambda one: ORDER.index(one.path.name)), strict=True
    ):
        items[at] = item


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(request: pytest.FixtureRequest) -> AsyncIterator[System]:
    """The module's network, with a client of the module's own; it is stopped after the last module that lives in it.

    It is the one that LIAISON_URL and its companions name when the drills give one.
    """
    name, kept = network_name(request.path), request.config.stash.setdefault(RUNNING, {})
    if os.environ.get("LIAISON_JOURNEY_GIVEN"):
        kept[name] = System(Path(), dict(os.environ), network_of(dict(os.environ))), ExitStack()
    elif name not in kept:
        stopping = ExitStack()
        kept[name] = stopping.enter_context(in_a_folder(traced=name == TRACED)), stopping
        request.config.add_cleanup(stopping.close)
    started, stopping = kept[name]
    own = replace(started, network=network_of(started.environment))
    yield own
    await own.network.close()
    if request.path == [item.path for item in request.session.items if network_name(item.path) == name][-1]:
        stopping.close()
        del kept[name]


@contextmanager
def in_a_folder(traced: bool = False) -> Iterator[System]:
    with ExitStack() as stack:
        collector = stack.enter_context(collecting()) if traced else None
        folder = stack.enter_context(scratch("liaison-journey-"))
        yield stack.enter_context(running(folder, collector))


@pytest.fixture(scope="module")
def network(system: System) -> Network:
    return system.network


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        await opened.close()
