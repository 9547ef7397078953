"""Apache Kafka's own image under testcontainers, which only knows Confluent's."""

import socket
from typing import Self

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ApacheKafka(DockerContainer):
    """One broker. Its port is chosen before it starts, because Kafka must be told the address clients will use."""

    def __init__(self) -> None:
        super().__init__("apache/kafka:4.3.1")
        self._port = _free_port()
        self.with_bind_ports(self._port, self._port)
        # The image writes its configuration there as appuser (1000).
        self.with_tmpfs_mount("/opt/kafka/config", "uid=1000")
        listeners = {
            "KAFKA_NODE_ID": "1",
            "KAFKA_PROCESS_ROLES": "broker,controller",
            "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "KAFKA_LISTENERS": f"PLAINTEXT://0.0.0.0:{self._port},CONTROLLER://localhost:9093",
            "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{self._port}",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
            "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        }
        for name, value in listeners.items():
            self.with_env(name, value)
        self.waiting_for(LogMessageWaitStrategy("Kafka Server started").with_startup_timeout(90))

    @property
    def bootstrap_servers(self) -> str:
        return f"127.0.0.1:{self._port}"

    def start(self) -> Self:
        super().start()
        return self
