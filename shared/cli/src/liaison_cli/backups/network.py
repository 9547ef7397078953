"""The network that is backed up or restored: its four databases, its Kafka, and the files beside the databases."""

import asyncio
import os
import shlex
import subprocess
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
from liaison_kit.settings import KafkaSettings, complaints
from pydantic import Field, ValidationError

from liaison_cli.console import errors
from liaison_cli.trouble import Trouble

SERVICES = ("registry", "events", "notifications", "reporting")
"""In the order in which they are brought up to date after a restore: who tells comes before who hears."""
CONNECT_SECONDS = 20
AS_WRITTEN = {
    "application_name": "liaison-backups",
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "extra_float_digits": "3",
}
"""A value is written so that every server reads it as the same, however either is set; as pg_dump does."""


class NetworkSettings(KafkaSettings):
    """What the operator's commands are told: each variable also as a file, with _FILE behind it."""

    registry_database_url: str = Field(validation_alias="REGISTRY_DATABASE_URL", repr=False)
    events_database_url: str = Field(validation_alias="EVENTS_DATABASE_URL", repr=False)
    notifications_database_url: str = Field(validation_alias="NOTIFICATIONS_DATABASE_URL", repr=False)
    reporting_database_url: str = Field(validation_alias="REPORTING_DATABASE_URL", repr=False)
    url: str = Field("http://localhost:8080", description="Where residents and other systems reach the network.")
    signing_key_file: Path | None = None
    totp_key_file: Path | None = None
    sealing_key_file: Path | None = None
    wishes_file: Path | None = None


@dataclass(frozen=True)
class Network:
    """`is_here`: on this machine, where each service's own program is told more than this command was."""

    settings: NetworkSettings
    is_here: bool = False

    def database_url(self, service: str) -> str:
        return str(getattr(self.settings, f"{service}_database_url"))

    def topic(self, name: str) -> str:
        return self.settings.topic_prefix + name

    @asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[Any]:
        """asyncpg's own connection; Trouble where there is none to be had."""
        try:
            connection = await asyncpg.connect(
                self.database_url(service),
                timeout=CONNECT_SECONDS,
                server_settings=AS_WRITTEN,
            )
        except (OSError, TimeoutError, asyncpg.PostgresError) as error:
            raise Trouble(f"The database of {service} cannot be reached: {error or type(error).__name__}") from error
        try:
            yield connection
        finally:
            await connection.close(timeout=10)

    async def run(self, service: str, *arguments: str, telling: bool = False) -> None:
        """A role of the service's own program; Trouble if it fails.

        Its log is shown where it fails, or at once where it is all that tells how far long work has come (`telling`).
        """
        told = _told_here(service) if self.is_here else {}
        environment = os.environ | {"DATABASE_URL": self.database_url(service)} | told
        environment.pop("DATABASE_URL_FILE", None)
        command = [sys.executable, "-m", f"liaison_{service}", *arguments]
        out, err = (sys.stderr, None) if telling else (PIPE, STDOUT)
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=out, stderr=err)
        log, _ = await process.communicate()
        if process.returncode:
            errors.print((log or b"").decode(), markup=False, soft_wrap=True, end="")
            raise Trouble(f"{service} could not do its part ({' '.join(arguments)}): its log is above.")


def migrations_of(service: str) -> Path:
    """Where the service's migrations are; Trouble where the service is not installed."""
    found = find_spec(f"liaison_{service}")
    if found is None or found.origin is None:
        raise Trouble(f"The service {service} is not installed here: run this where all four are (liaison-operator).")
    return Path(found.origin).parents[2] / "migrations"


def network() -> Network:
    """As the variables say, else the one that runs on this machine."""
    is_here = not any(os.environ.get(f"REGISTRY_DATABASE_URL{end}") for end in ("", "_FILE"))
    if is_here:
        os.environ.update(_told_here())
    try:
        return Network(NetworkSettings(), is_here)
    except ValidationError as error:
        raise Trouble("; ".join(complaints(error, NetworkSettings))) from None


@cache
def _told_here(*arguments: str) -> dict[str, str]:
    command = [sys.executable, "-m", "liaison_cli", "env", *arguments]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode:
        raise Trouble(
            "Set REGISTRY_DATABASE_URL and its three companions, or start what keeps the data on this machine: "
            f"`liaison up --detach` for a backup, `liaison up --detach --without-services` for a restore. "
            f"{asked.stderr.strip()}"
        )
    exports = (shlex.split(line)[1].partition("=") for line in asked.stdout.splitlines())
    return {name: value for name, _, value in exports}
