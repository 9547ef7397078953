"""Runs a service's own code in its own environment: the command itself may not import a service."""

import importlib.util
import os
import shlex
import subprocess
import sys

from liaison_cli.trouble import Trouble


def run_service(service: str, module: str, *arguments: str) -> int:
    """The exit code of `python -m liaison_<service><module>`; Trouble where there is no such service."""
    if not service.isidentifier() or not _is_service(service):
        raise Trouble(f"There is no service named {service} here.")
    command = [sys.executable, "-m", f"liaison_{service}{module}", *arguments]
    told = any(os.environ.get(name) for name in ("DATABASE_URL", "DATABASE_URL_FILE"))
    environment = os.environ if told else os.environ | told_locally(service)
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal has told the service's process as well: it is cleaning up.
            continue


def _is_service(name: str) -> bool:
    return all(importlib.util.find_spec(f"liaison_{name}{part}") for part in ("", ".service", ".__main__"))


def told_locally(service: str) -> dict[str, str]:
    """What the system on this machine tells the service, by `liaison env`."""
    asked = subprocess.run(
        [sys.executable, "-m", "liaison_cli", "env", service], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise Trouble(f"Set DATABASE_URL and the service's other settings, or start Liaison. {asked.stderr.strip()}")
    exports = (shlex.split(line)[1] for line in asked.stdout.splitlines())
    return {name: value for name, _, value in (export.partition("=") for export in exports)}
