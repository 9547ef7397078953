"""Where the tests get their broker and database: given addresses, else containers, else the embedded platform."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from liaison_kit.testing import Platform

CHOICE = pytest.StashKey[str]()


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


@pytest.fixture(scope="session")
def platform(pytestconfig: pytest.Config) -> Iterator[Platform]:
    choice = pytestconfig.stash[CHOICE]
    start = {"given addresses": _given, "containers": _containers, "embedded": _embedded}[choice]
    yield from start()


def _given() -> Iterator[Platform]:
    yield Platform(os.environ["LIAISON_TEST_KAFKA"], os.environ["LIAISON_TEST_POSTGRES"], "given addresses")


def _containers() -> Iterator[Platform]:
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415 - only where an engine answers

    from tests.kafka_container import ApacheKafka  # noqa: PLC0415 - as above

    with ApacheKafka() as kafka, PostgresContainer("postgres:18", driver=None) as postgres:
        yield Platform(kafka.bootstrap_servers, postgres.get_connection_url(), "containers")


def _embedded() -> Iterator[Platform]:
    from liaison_local.for_tests import start_broker_and_database  # noqa: PLC0415 - not needed where an engine answers

    os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parent / ".liaison" / "cache"))
    with tempfile.TemporaryDirectory(prefix="liaison-test-") as folder:
        bootstrap, admin_url, stop = start_broker_and_database(Path(folder))
        try:
            yield Platform(bootstrap, admin_url, "embedded")
        finally:
            stop()
