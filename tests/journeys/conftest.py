"""Networks for the journeys: the one whose addresses are given, or one of our own in a fresh home."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.journeys.network import Network
from tests.journeys.system import System, network_of, running


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A network with the demonstration data in it."""
    home = tmp_path_factory.mktemp("home")
    for folder in (home, *home.parents[:2]):
        folder.chmod(0o755)  # PostgreSQL runs as another account when the tests run as root
    with running(home) as started:
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
