"""The four services and the sink as programs to run."""

import os
import shlex
import sys
from functools import partial

from liaison_local.environment import service_environment
from liaison_local.home import Home
from liaison_local.ports import Ports
from liaison_local.supervising.probes import answers_health
from liaison_local.supervising.process import Program


def sink(home: Home, ports: Ports) -> Program:
    port = ports.inner["sink"]
    options = ["--http-port", str(port), "--smtp-port", str(ports.inner["smtp"])]
    options += ["--database", str(home.data / "sink" / "messages.sqlite")]
    return Program(
        name="sink",
        command=[sys.executable, "-m", "liaison_local.sink", *options],
        log=home.log("sink"),
        probe=partial(answers_health, port),
        port=port,
    )


def migration(home: Home, ports: Ports, name: str) -> Program:
    """The same without the service: ends with exit code 0 when all is up to date; there is nothing to probe."""
    return Program(
        name=f"{name}-migrate",
        command=_command(name, "migrate"),
        log=home.log(f"{name}-migrate"),
        probe=lambda: "runs",
        environment=service_environment(home, ports, name),
        ready_seconds=300,
    )


def service(home: Home, ports: Ports, name: str) -> Program:
    """API, consumer, relay and jobs in one process, as suits one machine; it migrates its database first."""
    port = ports.inner[name]
    return Program(
        name=name,
        command=_command(name, "migrate", "all"),
        log=home.log(name),
        probe=partial(answers_health, port),
        port=port,
        environment=service_environment(home, ports, name),
        ready_seconds=300,
    )


def _command(name: str, *parts: str) -> list[str]:
    # Our tests put a small program in the services' place: LIAISON_SERVICE_COMMAND="python fake.py {name}".
    template = os.environ.get("LIAISON_SERVICE_COMMAND")
    if template:
        return [*shlex.split(template.format(name=name)), *parts]
    return [sys.executable, "-m", f"liaison_{name}", *parts]
