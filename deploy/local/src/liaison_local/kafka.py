"""Apache Kafka as one node that is broker and controller: real Kafka, small enough for a laptop.

Usable alone: `process = Kafka(home, port, controller_port).start(); …; process.stop()`.
"""

import base64
import shutil
import subprocess
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from liaison_cli.trouble import Trouble

from liaison_local import secured
from liaison_local.home import Home
from liaison_local.jars import installed_jars
from liaison_local.java import Java, find_java
from liaison_local.ports import HOST
from liaison_local.supervising.probes import has_broker, takes_tls
from liaison_local.supervising.process import Process, Program

LOGGING = Path(__file__).with_name("kafka-log4j2.properties")
# The serial collector and the first compiler start faster and hold less memory than a server's usual choice.
SMALL_JAVA = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
FIRST_JAVA_THAT_WARNS_OF_UNSAFE = 23
# After a kill -9 the broker is let in again when its last session has ended: hence the short session.
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
log.dirs={data}
auto.create.topics.enable=false
num.partitions=4
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
log.retention.ms=-1
log.retention.bytes=-1
log.cleaner.dedupe.buffer.size=16777216
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
num.network.threads=2
num.io.threads=4
background.threads=2
"""
OPEN_PROPERTIES = """\
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
"""


class Kafka:
    """One broker on 127.0.0.1; its data survives a kill -9 of the process."""

    def __init__(self, home: Home, port: int, controller_port: int) -> None:
        self.port = port
        self._home = home
        self._controller_port = controller_port
        self._data = home.data / "kafka"
        self._temporary = home.run / "kafka-tmp"
        self._jars: list[Path] = []
        self._java: Java | None = None

    @property
    def bootstrap_servers(self) -> str:
        return f"{HOST}:{self.port}"

    def install(self, tell: Callable[[str], None]) -> None:
        """Finds Java and downloads what is missing; raises Trouble."""
        self._java = find_java()
        self._jars = installed_jars(self._home.cache, tell)

    def format(self) -> None:
        """Makes the data folder at the first start: elsewhere, then moved, so that half a folder never stays."""
        if self._data.exists():
            return
        unfinished = self._data.with_name("kafka.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        properties = self._write_properties("kafka-format.properties", unfinished)
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        command = [
            *self._command("kafka.tools.StorageTool"),
            "format",
            f"--cluster-id={cluster}",
            "-c",
            str(properties),
            *(secured.first_users(self._home) if secured.is_secured(self._home) else ()),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, start_new_session=True)
        if done.returncode != 0:
            raise Trouble(f"Kafka's storage could not be formatted:\n{(done.stdout + done.stderr)[-2000:]}")
        unfinished.rename(self._data)

    def program(self) -> Program:
        properties = self._write_properties("kafka.properties", self._data)
        return Program(
            name="kafka",
            command=[*self._command("kafka.Kafka"), str(properties)],
            log=self._home.log("kafka"),
            probe=partial(takes_tls if secured.is_secured(self._home) else has_broker, self.port),
            port=self.port,
            ready_seconds=120,
            stop_seconds=15,
        )

    def start(self) -> Process:
        """Blocks until the broker takes requests; the process it returns has stop() and kill()."""
        self.install(lambda _: None)
        self.format()
        process = Process(self.program())
        process.start_and_wait()
        return process

    def _command(self, main: str) -> list[str]:
        if self._java is None:
            raise RuntimeError("install() comes first")
        self._temporary.mkdir(parents=True, exist_ok=True)
        options = [f"-Djava.io.tmpdir={self._temporary}", f"-Dlog4j2.configurationFile={LOGGING}"]
        if self._java.version >= FIRST_JAVA_THAT_WARNS_OF_UNSAFE:
            options.append("--sun-misc-unsafe-memory-access=allow")
        jars = ":".join(str(jar) for jar in self._jars)
        return [str(self._java.executable), *SMALL_JAVA, *options, "-cp", jars, main]

    def _write_properties(self, name: str, data: Path) -> Path:
        where = {"host": HOST, "port": self.port, "controller_port": self._controller_port}
        if secured.is_secured(self._home):
            doors = secured.properties(self._home, self.port, self._controller_port)
        else:
            doors = OPEN_PROPERTIES.format(**where)
        path = self._home.run / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # with the broker's own password, where there are any
        path.write_text(PROPERTIES.format(data=data, **where) + doors, encoding="utf-8")
        return path
