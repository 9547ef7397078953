"""Where the tests get their broker and database: given addresses, else containers, else the embedded platform."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from liaison_kit.testing import Platform
from xdist.scheduler import LoadFileScheduling

from tests.journeys.sharing import network_name

CHOICE = pytest.StashKey[str]()
# Services read it when they are imported, which conftests further down do.
os.environ.setdefault("LIAISON_COMPILED_TEMPLATES", str(Path(__file__).parent / "build" / "templates"))

# A machine with other work to do makes examples slowly: that says nothing about the code.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")


def _choose() -> str:
    if os.environ.get("LIAISON_TEST_KAFKA") and os.environ.get("LIAISON_TEST_POSTGRES"):
        return "given addresses"
    if os.environ.get("LIAISON_TEST_PLATFORM"):
        return os.environ["LIAISON_TEST_PLATFORM"]
    docker = shutil.which("docker")
    answers = docker and subprocess.run([docker, "info"], capture_output=True, timeout=20, check=False).returncode == 0
    return "containers" if answers else "embedded"


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("LIAISON_JUNIT"):
        config.option.xmlpath = os.environ["LIAISON_JUNIT"]
    config.stash[CHOICE] = _choose()


def pytest_report_header(config: pytest.Config) -> str:
    return f"broker and database: {config.stash[CHOICE]}"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Where processes share the work (`-n`), they share a broker and a database, too: this one starts both for them."""
    config = session.config
    if config.getoption("dist") == "no" or hasattr(config, "workerinput"):
        return
    with ExitStack() as started:
        found = started.enter_context(STARTS[config.stash[CHOICE]]())
        os.environ["LIAISON_TEST_KAFKA"] = found.kafka_bootstrap_servers
        os.environ["LIAISON_TEST_POSTGRES"] = found.admin_url
        config.add_cleanup(started.pop_all().close)


def pytest_xdist_auto_num_workers() -> int:
    """One more than processors, for a test mostly waits for the broker or the database; four at most."""
    return min(4, (os.cpu_count() or 1) + 1)


class ByFile(LoadFileScheduling):
    """A file's tests stay together, as its fixtures do; files are begun in their order, the long journeys first."""

    def _split_scope(self, nodeid: str) -> str:
        return network_name(Path(super()._split_scope(nodeid)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(scope="session")
def platform(pytestconfig: pytest.Config) -> Iterator[Platform]:
    with STARTS[pytestconfig.stash[CHOICE]]() as found:
        yield found


@contextmanager
def _given() -> Iterator[Platform]:
    yield Platform(os.environ["LIAISON_TEST_KAFKA"], os.environ["LIAISON_TEST_POSTGRES"], "given addresses")


@contextmanager
def _containers() -> Iterator[Platform]:
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415 - only where an engine answers

    from tests.kafka_container import ApacheKafka  # noqa: PLC0415 - as above

    with ApacheKafka() as kafka, PostgresContainer("postgres:18", driver=None) as postgres:
        yield Platform(kafka.bootstrap_servers, postgres.get_connection_url(), "containers")


@contextmanager
def _embedded() -> Iterator[Platform]:
    # Not needed where an engine answers.
    from liaison_local.for_tests import scratch, start_broker_and_database  # noqa: PLC0415

    os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parent / ".liaison" / "cache"))
    with scratch("liaison-test-") as folder:
        bootstrap, admin_url, stop = start_broker_and_database(folder)
        try:
            yield Platform(bootstrap, admin_url, "embedded")
        finally:
            stop()


STARTS = {"given addresses": _given, "containers": _containers, "embedded": _embedded}
