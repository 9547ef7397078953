"""run/state.json: what is running, under which pid and port, for `status`, `env` and the tests."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from liaison_cli.trouble import Trouble

from liaison_local.home import Home
from liaison_local.ports import Ports

State = dict[str, Any]


def path_of(home: Home) -> Path:
    return home.run / "state.json"


def write(home: Home, state: State) -> None:
    """Replaces the file in one step, so that a reader never sees half of it."""
    path = path_of(home)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)


def read(home: Home) -> State:
    path = path_of(home)
    if not path.exists():
        return {"phase": "stopped", "supervisor": None, "ports": None, "processes": {}}
    state: State = json.loads(path.read_text(encoding="utf-8"))
    return state


def read_running(home: Home) -> State:
    """Raises Trouble when nothing runs in this home."""
    if not home.is_locked():
        raise Trouble(f"Liaison is not running in {home.root}: start it with `liaison up`.")
    told = read(home)
    if not told["processes"]:
        raise Trouble("Liaison is still installing what it needs: try again in a moment.")
    return told


def ports_of(state: State) -> Ports:
    return Ports(**state["ports"])


def ports_as_state(ports: Ports) -> State:
    return asdict(ports)
