"""Debezium Server as a peer: PostgreSQL's log by pgoutput, the outbox event router, Kafka; tuned and warm."""

import signal
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import psutil
from liaison_kit.testing import eventually
from liaison_local.java import find_java
from liaison_local.ports import HOST, free_port
from liaison_local.supervising.process import Process, Program

from tests.bench import load
from tests.bench.arrivals import Watch
from tests.bench.debezium_files import installed
from tests.bench.platform import Platform

DATABASE = "debezium"
TABLE = """
    create table outbox (
        id bigint generated always as identity primary key,
        aggregatetype text not null, aggregateid text not null, payload bytea not null
    )
"""
TUNED = {
    "debezium.source.poll.interval.ms": "2",
    "debezium.source.max.batch.size": "8192",
    "debezium.source.max.queue.size": "32768",
    "debezium.sink.kafka.producer.linger.ms": "1",
    "debezium.sink.kafka.producer.batch.size": "262144",
    "debezium.sink.kafka.producer.buffer.memory": "134217728",
}
ROUTED = {
    "debezium.source.connector.class": "io.debezium.connector.postgresql.PostgresConnector",
    "debezium.source.plugin.name": "pgoutput",
    "debezium.source.publication.autocreate.mode": "filtered",
    "debezium.source.table.include.list": "public.outbox",
    "debezium.source.snapshot.mode": "no_data",
    "debezium.source.skipped.operations": "u,d,t",
    "debezium.source.tombstones.on.delete": "false",
    "debezium.source.offset.storage": "org.apache.kafka.connect.storage.FileOffsetBackingStore",
    "debezium.source.offset.flush.interval.ms": "1000",
    "debezium.source.topic.prefix": "bench",
    "debezium.transforms": "outbox",
    "debezium.transforms.outbox.type": "io.debezium.transforms.outbox.EventRouter",
    "debezium.transforms.outbox.table.field.event.key": "aggregateid",
    "debezium.transforms.outbox.route.by.field": "aggregatetype",
    # Escaped twice: for the file, and for Quarkus, which would look for a setting of that name.
    "debezium.transforms.outbox.route.topic.replacement": r"\\${routedByValue}",
    "debezium.format.key": "simplestring",
    "debezium.format.value": "binary",
    "debezium.sink.type": "kafka",
    "debezium.sink.kafka.producer.key.serializer": "org.apache.kafka.common.serialization.StringSerializer",
    "debezium.sink.kafka.producer.value.serializer": "org.apache.kafka.common.serialization.ByteArraySerializer",
    "debezium.sink.kafka.producer.acks": "all",
    "debezium.sink.kafka.producer.enable.idempotence": "true",
    "quarkus.log.level": "WARN",
}
JVM = ("-Xms1g", "-Xmx2g", "--add-opens=java.base/java.lang=ALL-UNNAMED")
WARM_ROUNDS, WARM_ROWS = 6, 40_000


class Debezium:
    """One server for the whole run, so that its code is compiled; it stands still while the other arms run."""

    def __init__(self, platform: Platform, process: Process) -> None:
        self._platform = platform
        self._process = process
        self.table = load.Table(
            platform.dsn(DATABASE),
            ("aggregatetype", "aggregateid", "payload"),
            lambda topic, n: (topic, load.key_of(n), load.value_of(n)),
        )
        self.tree = psutil.Process(process.pid)

    async def empty(self) -> None:
        connection = await asyncpg.connect(self.table.dsn)
        await connection.execute("truncate outbox")
        await connection.close()

    def rest(self) -> None:
        self.tree.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.tree.send_signal(signal.SIGCONT)

    async def warm(self) -> None:
        """Rounds of records until its code is compiled; nothing of them is measured."""
        for number in range(WARM_ROUNDS):
            topic = f"debezium-warm-{number}"
            load.make_topic(self._platform.kafka, topic)
            await self.table.fill(topic, list(range(WARM_ROWS)))
            watch = Watch(self._platform.kafka, topic)
            watch.wait_for(WARM_ROWS)
            watch.close()
            load.drop_topic(self._platform.kafka, topic)
            await self.empty()


@asynccontextmanager
async def started(platform: Platform) -> AsyncIterator[Debezium]:
    """One that is warm, and stands still until it is woken."""
    await _prepare_database(platform)
    folder = installed(platform.home.cache)
    java = find_java().executable
    port = free_port(set())
    settings = _settings(platform, port)
    work = platform.home.run / "debezium"
    work.mkdir(mode=0o700)
    file = work / "application.properties"
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    [runner] = folder.glob("*-runner.jar")
    jars = f"{runner}:{folder / 'lib'}/*"
    program = Program(
        name="debezium",
        command=[str(java), *JVM, f"-Dsmallrye.config.locations={file}", "-cp", jars, "io.debezium.server.Main"],
        log=platform.home.log("debezium"),
        probe=lambda: _wrong(port),
        port=port,
        ready_seconds=120,
    )
    process = Process(program)
    process.start_and_wait()
    try:
        await _until_streaming(platform)
        peer = Debezium(platform, process)
        await peer.warm()
        peer.rest()
        yield peer
    finally:
        process.kill()


def _settings(platform: Platform, port: int) -> dict[str, str]:
    address = urlsplit(platform.dsn(DATABASE))
    return {
        **ROUTED,
        **TUNED,
        "debezium.source.database.hostname": HOST,
        "debezium.source.database.port": str(address.port),
        "debezium.source.database.user": str(address.username),
        "debezium.source.database.password": str(address.password),
        "debezium.source.database.dbname": DATABASE,
        "debezium.source.offset.storage.file.filename": str(platform.home.run / "debezium" / "offsets.dat"),
        "debezium.sink.kafka.producer.bootstrap.servers": platform.kafka,
        "quarkus.http.host": HOST,
        "quarkus.http.port": str(port),
    }


async def _prepare_database(platform: Platform) -> None:
    """A database of its own with the outbox table that the event router expects."""
    admin = await asyncpg.connect(platform.admin_dsn)
    await admin.execute(f"create database {DATABASE}")
    await admin.close()
    connection = await asyncpg.connect(platform.dsn(DATABASE))
    await connection.execute(TABLE)
    await connection.close()


async def _until_streaming(platform: Platform) -> None:
    """It says that it is ready before it has its place in the log, and what is written before that is not sent."""
    connection = await asyncpg.connect(platform.admin_dsn)
    await eventually(lambda: connection.fetchval("select bool_or(active) from pg_replication_slots"), within=60)
    await connection.close()


def _wrong(port: int) -> str | None:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/q/health/ready", timeout=2):
            return None
    except OSError as error:
        return str(error)
