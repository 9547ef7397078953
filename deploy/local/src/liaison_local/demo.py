"""Loads the demo network, so that a first visitor finds a city at work; the registry's import may be repeated."""

import http.client
import json
import os
from collections.abc import Callable
from pathlib import Path

from liaison_local.environment import staff_token
from liaison_local.home import Home
from liaison_local.ports import HOST, Ports
from liaison_local.source_tree import find_in_source_tree

IMPORT = "/api/registry/v1/network"
SECONDS = 120


def load_demo(home: Home, ports: Ports, tell: Callable[[str], None]) -> None:
    """Tells how it went; a failure is told, too, and stops nothing."""
    named = os.environ.get("LIAISON_DEMO_FILE")
    file = Path(named) if named else find_in_source_tree("deploy/demo/vinnytsia.yaml")
    if os.environ.get("LIAISON_DEMO", "").lower() == "false" or file is None or not file.is_file():
        return
    headers = {"Content-Type": "application/yaml", "Authorization": f"Bearer {staff_token(home)}"}
    connection = http.client.HTTPConnection(HOST, ports.inner["registry"], timeout=SECONDS)
    try:
        connection.request("POST", IMPORT, file.read_bytes(), headers)
        response = connection.getresponse()
        answer = response.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        tell(f"The demo network was not loaded: {error}")
        return
    finally:
        connection.close()
    tell(
        "The demo network is there" if response.status < 300 else f"The demo network was not loaded: {_detail(answer)}"
    )


def _detail(problem: str) -> str:
    try:
        told = json.loads(problem)
    except ValueError:
        return problem[:300]
    return str(told.get("detail") or told.get("title") or problem[:300]) if isinstance(told, dict) else problem[:300]
