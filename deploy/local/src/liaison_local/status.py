"""`liaison status`: the table of all processes."""

import http.client

from rich.table import Table

from liaison_local.ports import HOST
from liaison_local.state import State
from liaison_local.supervising.process_table import memory_of

SECONDS = 10
COLUMNS = ("process", "state", "pid", "port", "memory", "restarts", "health")


def status_table(told: State) -> Table:
    """Memory is what stays in RAM of a process and its children; what they share is counted once."""
    table = Table(*COLUMNS, title=f"Liaison is {told['phase']}")
    for column in table.columns[2:6]:
        column.justify = "right"
    health = _health(told["supervisor"]["port"])
    total = 0
    supervisor = {"state": told["phase"], "detail": "", "restarts": 0, **told["supervisor"]}
    for name, process in {"supervisor": supervisor, **told["processes"]}.items():
        memory = memory_of(process["pid"], with_children=name != "supervisor")
        total += memory
        word = health.get(name, process["detail"] or "–") if name != "supervisor" else "ok"
        cells = (process["pid"], process["port"], f"{memory // 1_000_000} MB", process["restarts"])
        table.add_row(name, process["state"], *(str(cell) if cell is not None else "–" for cell in cells), word)
    table.add_section()
    table.add_row("total", "", "", "", f"{total // 1_000_000} MB", "", "")
    return table


def _health(port: int) -> dict[str, str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS)
    try:
        connection.request("GET", "/health")
        text = connection.getresponse().read().decode("utf-8")
    except (OSError, http.client.HTTPException):
        return {}
    finally:
        connection.close()
    lines = [line.split(" ", 2) for line in text.splitlines()]
    return {name: detail for name, _, detail in lines}
