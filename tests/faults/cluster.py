"""One Kafka broker, or a KRaft cluster of three: each a real process on this machine, with listeners of its own."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

from confluent_kafka.admin import AdminClient
from liaison_local.home import Home
from liaison_local.kafka import PROPERTIES, Kafka
from liaison_local.ports import HOST, free_port
from liaison_local.supervising.process import Process

LISTENERS = ("direct", "relay", "reader")
"""Kafka tells a client where to go on, so a link that can be cut needs a listener advertised at the cut's own port."""

OVERRIDES = """
node.id={node}
controller.quorum.voters={voters}
listeners={listeners},CONTROLLER://{host}:{controller}
advertised.listeners={advertised}
inter.broker.listener.name=DIRECT
listener.security.protocol.map=DIRECT:PLAINTEXT,RELAY:PLAINTEXT,READER:PLAINTEXT,CONTROLLER:PLAINTEXT
default.replication.factor={copies}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
min.insync.replicas={in_sync}
controlled.shutdown.enable=true
"""


class Broker(Kafka):
    """One node, broker and controller in one; `links` are the ports under which its listeners are advertised."""

    def __init__(self, home: Home, node: int, ports: dict[str, int], links: dict[str, int]) -> None:
        super().__init__(home, ports["direct"], ports["controller"])
        self.node, self.ports, self.links = node, ports, links
        self.folder = home.data / "kafka"
        self.cluster: list[Broker] = []
        self.process: Process | None = None

    def _write_properties(self, name: str, data: Path) -> Path:
        path = super()._write_properties(name, data)
        listeners = ",".join(f"{name.upper()}://{HOST}:{self.ports[name]}" for name in LISTENERS)
        advertised = ",".join(f"{name.upper()}://{HOST}:{self.links.get(name, self.ports[name])}" for name in LISTENERS)
        overrides = OVERRIDES.format(
            node=self.node,
            voters=",".join(f"{one.node}@{HOST}:{one.ports['controller']}" for one in self.cluster),
            listeners=listeners,
            advertised=advertised,
            host=HOST,
            controller=self.ports["controller"],
            copies=len(self.cluster),
            in_sync=2 if len(self.cluster) >= 3 else 1,
        )
        base = PROPERTIES.format(host=HOST, port=self.port, controller_port=self.ports["controller"], data=data)
        path.write_text(base + overrides)  # of a property given twice, Java takes the second
        return path

    def launch(self) -> None:
        """Call it in the main thread: the kernel kills a child whose starting thread ends."""
        self.process = Process(self.program())
        self.process.start()

    async def ready(self) -> None:
        assert self.process is not None
        await asyncio.to_thread(self.process.wait_until_ready)


class Cluster:
    """`size` brokers; topics of the system under test have as many copies."""

    def __init__(self, folder: Path, size: int, links: dict[str, int]) -> None:
        taken: set[int] = set(links.values())

        def port() -> int:
            chosen = free_port(taken)
            taken.add(chosen)
            return chosen

        self.brokers = []
        for node in range(1, size + 1):
            ports = {name: port() for name in (*LISTENERS, "controller")}
            home = Home.at(folder / f"broker-{node}")
            home.prepare()
            self.brokers.append(Broker(home, node, ports, links))
        for broker in self.brokers:
            broker.cluster = self.brokers

    def bootstrap(self, listener: str = "direct") -> str:
        return ",".join(f"{HOST}:{one.links.get(listener, one.ports[listener])}" for one in self.brokers)

    @cached_property
    def admin(self) -> AdminClient:
        """A client that is not ours; one for all, since each has threads of its own."""
        return AdminClient({"bootstrap.servers": self.bootstrap(), "log_level": 0})

    async def start(self) -> None:
        with ThreadPoolExecutor() as pool:
            await asyncio.gather(*(asyncio.wrap_future(pool.submit(self._prepare, one)) for one in self.brokers))
        identity = _meta(self.brokers[0])["cluster.id"]
        for broker in self.brokers:
            lines = _meta(broker) | {"cluster.id": identity}
            (broker.folder / "meta.properties").write_text("".join(f"{k}={v}\n" for k, v in lines.items()))
            broker.launch()
        await asyncio.gather(*(broker.ready() for broker in self.brokers))

    def stop(self) -> None:
        for broker in self.brokers:
            if broker.process is not None:
                broker.process.kill()

    @staticmethod
    def _prepare(broker: Broker) -> None:
        broker.install(lambda _: None)
        broker.format()


def _meta(broker: Broker) -> dict[str, str]:
    lines = (broker.folder / "meta.properties").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)
