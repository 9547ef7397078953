"""Loads the demo network, so that a first visitor finds a city at work; the registry's import may be repeated."""

import http
import http.client
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from liaison_local.databases import SERVICES
from liaison_local.environment import demo_token, is_demo
from liaison_local.home import Home
from liaison_local.ports import HOST, Ports
from liaison_local.source_tree import find_in_source_tree

IMPORT = "/api/registry/v1/network"
SECONDS = 120
HEARD_SECONDS = 30
PAUSE_SECONDS = 0.1
SHOWN_PLACES = 10


def load_demo(home: Home, ports: Ports, tell: Callable[[str], None]) -> bool:
    """Tells how it went; a failure is told, too, and stops nothing. Returns whether offices were added."""
    named = os.environ.get("LIAISON_DEMO_NETWORK")
    file = Path(named) if named else find_in_source_tree("deploy/demo/vinnytsia.yaml")
    if not is_demo() or file is None or not file.is_file():
        return False
    headers = {"Content-Type": "application/yaml", "Authorization": f"Bearer {demo_token(home)}"}
    connection = http.client.HTTPConnection(HOST, ports.inner["registry"], timeout=SECONDS)
    try:
        connection.request("POST", IMPORT, file.read_bytes(), headers)
        response = connection.getresponse()
        answer = response.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        tell(f"The demo network was not loaded: {error}")
        return False
    finally:
        connection.close()
    if response.status >= 300:
        tell(f"The demo network was not loaded: {_detail(answer)}")
        return False
    tell("The demo network is there")
    return _added_offices(answer)


def wait_for_accounts(home: Home, ports: Ports) -> None:
    """Returns once every service has heard of the demonstration's accounts, or after a while: Kafka may be slow."""
    headers, deadline = {"Authorization": f"Bearer {demo_token(home)}"}, time.monotonic() + HEARD_SECONDS
    while is_demo() and time.monotonic() < deadline:
        if all(_status(ports.inner[name], name, headers) != http.HTTPStatus.UNAUTHORIZED for name in SERVICES):
            return
        time.sleep(PAUSE_SECONDS)


def _status(port: int, service: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", f"/api/{service}/v1/dead-letters", headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return http.HTTPStatus.UNAUTHORIZED
    finally:
        connection.close()


def _added_offices(answer: str) -> bool:
    try:
        return bool(json.loads(answer)["offices"]["added"])
    except (ValueError, KeyError, TypeError):
        return False


def _detail(problem: str) -> str:
    """What a refusal says, and the first of the places that it names."""
    try:
        told = json.loads(problem)
    except ValueError:
        return problem[:300]
    if not isinstance(told, dict):
        return problem[:300]
    places = [f"\n  {place['field']}: {place['message']}" for place in told.get("errors", [])]
    more = f"\n  … and {len(places) - SHOWN_PLACES} more" if len(places) > SHOWN_PLACES else ""
    said = told.get("detail") or told.get("title") or problem[:300]
    return "".join([str(said), *places[:SHOWN_PLACES], more])
