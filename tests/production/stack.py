"""The production form as its drill has brought it up: containers, doors and what they are known by."""

import json
import os
import signal
import ssl
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from confluent_kafka.admin import AdminClient

SERVICES = ("registry", "events", "notifications", "reporting")
ROLES = ("api", "consumer", "relay", "jobs")
BROKERS = ("kafka", "kafka-2", "kafka-3")
DOORS = "localhost:19196,localhost:19197,localhost:19198"


def docker(*arguments: str, given: str | None = None) -> str:
    done = subprocess.run(["docker", *arguments], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"docker {' '.join(arguments[:6])}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@dataclass
class Stack:
    """Addresses and secrets come from the drill's environment, as compose itself reads it."""

    project: str = field(default_factory=lambda: os.environ["COMPOSE_PROJECT_NAME"])
    secrets: Path = field(default_factory=lambda: Path(os.environ["LIAISON_SECRETS"]))
    url: str = field(default_factory=lambda: os.environ["LIAISON_URL"])

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """What browsers need here: Caddy's own authority, since nobody else signs for localhost."""
        return ssl.create_default_context(cafile=str(self.secrets / "caddy_ca"))

    @property
    def security(self) -> dict[str, str]:
        """How the drill gets into Kafka, for librdkafka: as the administrator."""
        own = str(self.secrets / "kafka_administrator")
        return {
            "security_protocol": "ssl",
            "ssl_ca_location": str(self.secrets / "kafka_ca"),
            "ssl_certificate_location": own,
            "ssl_key_location": own,
        }

    @cached_property
    def admin(self) -> AdminClient:
        told = {name.replace("_", "."): value for name, value in self.security.items()}
        return AdminClient({"bootstrap.servers": DOORS, "log_level": 0, **told})

    async def database(self, service: str) -> Any:
        """A connection of asyncpg's, encrypted and to nobody else."""
        address = urlsplit((self.secrets / f"{service}_database_url").read_text())
        trust = ssl.create_default_context(cafile=str(self.secrets / "postgres_ca"))
        port = int(os.environ["LIAISON_DRILL_POSTGRES_PORT"])
        told = {"user": address.username, "password": address.password, "database": address.path.strip("/")}
        return await asyncpg.connect(host="localhost", port=port, ssl=trust, **told)

    async def ask(self, service: str, query: str, *values: object) -> list[Any]:
        connection = await self.database(service)
        try:
            return list(await connection.fetch(query, *values))
        finally:
            await connection.close()

    def containers(self) -> list[dict[str, Any]]:
        """All that run, as the engine knows them."""
        names = docker("ps", "--quiet", "--filter", f"label=com.docker.compose.project={self.project}").split()
        found: list[dict[str, Any]] = json.loads(docker("inspect", *names))
        return found

    def state(self, container: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(docker("inspect", f"{self.project}-{container}"))[0]
        return {"pid": found["State"]["Pid"], "restarts": found["RestartCount"], "running": found["State"]["Running"]}

    def kill(self, container: str) -> int:
        """kill -9 of its process, as the kernel does; returns how often it had been started again before.

        `docker kill` would count as meant, and the engine would start nothing again.
        """
        state = self.state(container)
        os.kill(state["pid"], signal.SIGKILL)
        return int(state["restarts"])

    def restarted_since(self, container: str, restarts: int) -> bool:
        state = self.state(container)
        return bool(state["running"]) and state["restarts"] > restarts

    def inside(self, program: str) -> str:
        """Runs Python on the network of the containers, with the administrator's secrets; returns what it prints."""
        command = ("compose", "run", "--rm", "--no-deps", "--no-TTY", "--entrypoint", "python", "administrator", "-")
        return docker(*command, given=program)
