"""Networks for the journeys: the one whose addresses are given, or one of our own in a fresh home."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.journeys.browser import ARGUMENTS, chromium
from tests.journeys.network import Network
from tests.journeys.system import System, network_of, running

# How long a page may take to show what is expected: five seconds are too few where processes share two processors.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    """A network of the module's own."""
    with in_a_folder() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_system() -> AsyncIterator[System]:
    """One network for tests of pages: none of them counts what is in it."""
    with in_a_folder() as started:
        yield started
        await started.network.close()


@contextmanager
def in_a_folder() -> Iterator[System]:
    """Not in pytest's own folder: as root, PostgreSQL runs as another account, and pytest closes that folder to others
    whenever a second run of it starts.
    """
    with tempfile.TemporaryDirectory(prefix="liaison-journey-") as folder:
        Path(folder).chmod(0o755)
        with running(Path(folder)) as started:
            yield started


@pytest_asyncio.fixture(scope="module")
async def network(request: pytest.FixtureRequest) -> AsyncIterator[Network]:
    """The network that LIAISON_URL and its companions name when the drills give one, otherwise a system of our own."""
    if os.environ.get("LIAISON_JOURNEY_GIVEN"):
        given = network_of(dict(os.environ))
    else:
        given = request.getfixturevalue("system").network
    yield given
    await given.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        await opened.close()
