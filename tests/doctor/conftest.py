"""One town for all tests of the doctor, on a broker and a database server of its own: what they break is theirs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from liaison_local.for_tests import scratch
from liaison_local.home import Home
from liaison_local.kafka import Kafka
from liaison_local.ports import inner_ports
from liaison_local.postgres import Postgres

from tests.doctor.town import Town, town

os.environ.setdefault("LIAISON_CACHE", str(Path(__file__).parents[2] / ".liaison" / "cache"))


@pytest.fixture(scope="module")
def well() -> Iterator[Town]:
    """As it should be: durable, and nobody else's."""
    with scratch("liaison-doctor-") as folder, pytest.MonkeyPatch.context() as patch:
        home = Home.at(folder)
        home.prepare()
        ports = inner_ports(home, ("postgresql", "kafka", "kafka-controller"), set())
        kafka, postgres = Kafka(home, ports["kafka"], ports["kafka-controller"]), Postgres(home, ports["postgresql"])
        with home.locked():
            running = [kafka.start(), postgres.start()]
            try:
                with town(folder, f"localhost:{ports['kafka']}", postgres.admin_dsn) as made:
                    # The doctor's own looks run in this process.
                    patch.setenv("SSL_CERT_FILE", str(made.authority.file))
                    yield made
            finally:
                for process in reversed(running):
                    process.stop()
