"""The broker and the database that every arm works on: both real, both durable, with a server's room."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from liaison_local.home import Home
from liaison_local.kafka import SMALL_JAVA, Kafka
from liaison_local.ports import inner_ports
from liaison_local.postgres import Postgres
from liaison_local.supervising.process import Process, Program

ROOT = Path(__file__).parents[2]
# What a laptop saves on would be measured instead of the relay: give both servers room.
SERVER_JAVA = ("-Xms1g", "-Xmx1g", "-XX:+UseG1GC")
DATABASE = {
    "wal_level": "logical",
    "wal_sender_timeout": "0",  # Debezium is stopped with SIGSTOP while others run
    "max_wal_size": "4GB",
    "shared_buffers": "512MB",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Platform:
    """Addresses, and the process trees whose CPU time is reported beside every arm's own."""

    home: Home
    kafka: str
    admin_dsn: str
    servers: dict[str, psutil.Process]

    def dsn(self, database: str) -> str:
        """The administrator's address of another database on the same server."""
        server, _, _ = self.admin_dsn.rpartition("/")
        return f"{server}/{database}"


@contextmanager
def started() -> Iterator[Platform]:
    """Starts both in a folder of their own, and leaves nothing behind."""
    os.environ.setdefault("LIAISON_CACHE", str(ROOT / ".liaison" / "cache"))
    with tempfile.TemporaryDirectory(prefix="liaison-bench-", ignore_cleanup_errors=True) as folder:
        home = Home.at(Path(folder))
        home.prepare()
        Path(folder).chmod(0o755)
        ports = inner_ports(home, ("postgresql", "kafka", "kafka-controller"), set())
        kafka = Kafka(home, ports["kafka"], ports["kafka-controller"])
        postgres = Postgres(home, ports["postgresql"], durable=True)
        kafka.install(print)
        kafka.format()
        postgres.initialise()
        processes = [Process(_roomy(kafka.program())), Process(_logical(postgres.program()))]
        try:
            for process in processes:
                process.start_and_wait()
            trees = {process.program.name: psutil.Process(process.pid) for process in processes}
            yield Platform(home, kafka.bootstrap_servers, postgres.admin_dsn, trees)
        finally:
            for process in processes:
                process.stop()


def _roomy(program: Program) -> Program:
    command = [part for part in program.command if part not in SMALL_JAVA]
    return replace(program, command=[command[0], *SERVER_JAVA, *command[1:]])


def _logical(program: Program) -> Program:
    settings = [part for name, value in DATABASE.items() for part in ("-c", f"{name}={value}")]
    return replace(program, command=[*program.command, *settings])
