"""`liaison replay`: makes a service's projections anew from Kafka, in the service's own code and environment."""

import importlib.util
import os
import shlex
import subprocess
import sys

import typer

from liaison_cli.trouble import Trouble


def replay(
    service: str = typer.Argument(help="The service, such as reporting."),
    compare_only: bool = typer.Option(False, "--compare-only", help="Change nothing; exit code 1 if a table differs."),
) -> None:
    """Make a service's projections anew from Kafka, compare them with the live ones, and switch."""
    if not service.isidentifier() or not _is_service(service):
        raise Trouble(f"There is no service named {service} here.")
    command = [sys.executable, "-m", f"liaison_{service}", "replay", *(["--compare-only"] if compare_only else [])]
    told = any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE"))
    environment = os.environ if told else os.environ | _told_locally(service)
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            raise typer.Exit(process.wait())
        except KeyboardInterrupt:
            # The terminal has told the service's process as well: it is cleaning up.
            continue


def _is_service(name: str) -> bool:
    return all(importlib.util.find_spec(f"liaison_{name}{part}") for part in ("", ".service", ".__main__"))


def _told_locally(service: str) -> dict[str, str]:
    """What the system on this machine tells the service, by `liaison env`."""
    asked = subprocess.run(
        [sys.executable, "-m", "liaison_cli", "env", service], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise Trouble(f"Set DATABASE_URL and the service's other settings, or start Liaison. {asked.stderr.strip()}")
    exports = (shlex.split(line)[1] for line in asked.stdout.splitlines())
    return {name: value for name, _, value in (export.partition("=") for export in exports)}
