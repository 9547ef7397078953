"""A real broker and a real database for tests that need no services."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from liaison_local.home import Home
from liaison_local.kafka import Kafka
from liaison_local.ports import inner_ports
from liaison_local.postgres import Postgres
from liaison_local.secured import ADMINISTRATOR, client_environment, secure
from liaison_local.supervising.process import Process

MEMORY = Path("/dev/shm")
ENOUGH = 8 * 2**30
"""Bytes: what all networks of a run of tests hold together is less than half of it."""


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """An empty folder for data that nobody needs tomorrow, removed after the block; in memory where there is room.

    A database for each test is hundreds of files: on a disk, making them takes a third of all the tests' time.
    Not in pytest's own folder, and open to others: as root, PostgreSQL runs as another account.
    """
    with tempfile.TemporaryDirectory(prefix=prefix, dir=MEMORY if _memory_has_room() else None) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _memory_has_room() -> bool:
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return False
    return bool(min(psutil.virtual_memory().available, shutil.disk_usage(MEMORY).free) > ENOUGH)


@contextmanager
def secured_broker(home: Path) -> Iterator[dict[str, str]]:
    """A broker with users, rights and TLS while the block runs; what the administrator's settings are, as variables."""
    place = Home.at(home)
    place.prepare()
    secure(place)
    with place.locked():
        ports = inner_ports(place, ("kafka", "kafka-controller"), set())
        kafka = Kafka(place, ports["kafka"], ports["kafka-controller"])
        process = kafka.start()
        try:
            yield {"KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers} | client_environment(place, ADMINISTRATOR)
        finally:
            process.stop()


def start_broker_and_database(home: Path) -> tuple[str, str, Callable[[], None]]:
    """Starts both in this folder; returns Kafka's bootstrap servers, the administrator's DSN and what stops them.

    The DSN is postgresql://… of a superuser; the services' roles and databases are there as well. Downloads go to
    LIAISON_CACHE if that is set, otherwise into the folder. Raises Trouble. Call it from the main thread: on Linux,
    both die with the thread that started them, so that not even a killed test run leaves anything behind.
    """
    place = Home.at(home)
    place.prepare()
    with ExitStack() as started:
        started.enter_context(place.locked())
        ports = inner_ports(place, ("postgresql", "kafka", "kafka-controller"), set())
        kafka = Kafka(place, ports["kafka"], ports["kafka-controller"])
        postgres = Postgres(place, ports["postgresql"], durable=False)
        kafka.install(lambda _: None)
        with ThreadPoolExecutor() as pool:
            for making in (pool.submit(kafka.format), pool.submit(postgres.initialise)):
                making.result()
        processes = [Process(kafka.program()), Process(postgres.program())]
        for process in processes:
            started.callback(process.stop)
            process.start()
        for process in processes:
            process.wait_until_ready()
        postgres.make_databases()
        return kafka.bootstrap_servers, postgres.admin_dsn, started.pop_all().close
