"""Which Kafka is meant: the one that variables name, else the one that runs on this machine."""

import os
import shlex
import subprocess
import sys

from liaison_kit.settings import KafkaSettings, complaints
from pydantic import Field, ValidationError

from liaison_cli.trouble import Trouble


class AccessSettings(KafkaSettings):
    """Also where subscribers reach it."""

    kafka_public_servers: str = Field(
        "", description="Where other systems reach Kafka; KAFKA_BOOTSTRAP_SERVERS if left out."
    )

    @property
    def servers(self) -> str:
        return self.kafka_public_servers or self.kafka_bootstrap_servers


def access_settings() -> AccessSettings:
    """Trouble where nothing is set and nothing runs here."""
    if not os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        _take_over_what_runs_here()
    try:
        return AccessSettings()
    except ValidationError as error:
        raise Trouble("; ".join(complaints(error, AccessSettings))) from None


def _take_over_what_runs_here() -> None:
    command = [sys.executable, "-m", "liaison_cli", "env"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode:
        raise Trouble(f"Set KAFKA_BOOTSTRAP_SERVERS, or start Liaison. {asked.stderr.strip()}")
    exports = (shlex.split(line)[1].partition("=") for line in asked.stdout.splitlines())
    os.environ.update({name: value for name, _, value in exports if name.startswith("KAFKA_")})
