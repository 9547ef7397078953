"""A machine with a network on it, as its operator sees it: a folder, a shell, and the runbook's commands."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liaison_cli.backups.network import Network as Data
from liaison_cli.backups.network import NetworkSettings

from tests.journeys.network import Network
from tests.journeys.system import _free_ports, exported, network_of

ROOT = Path(__file__).parents[2]
RUNBOOK = ROOT / "docs" / "runbooks" / "restore.md"
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
POINT = re.compile(r"^```sh point\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LONGEST_SECONDS = 1200


def backing_up() -> str:
    return COMMANDS.findall(RUNBOOK.read_text())[0]


def restoring(*, empty: bool) -> str:
    """An empty machine begins with the second line."""
    block: str = COMMANDS.findall(RUNBOOK.read_text())[1]
    return block.partition("\n")[2] if empty else block


def to_a_point() -> str:
    (found,) = POINT.findall(RUNBOOK.read_text())
    return str(found)


class Machine:
    """`liaison` knows it by its home alone."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.backups = folder / "backups"
        origin, kafka = _free_ports(2)
        told = {
            name: value for name, value in os.environ.items() if not re.match(r"LIAISON_|KAFKA_|.*DATABASE_URL", name)
        }
        self._shell = told | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LIAISON_HOME": str(self.home),
            "LIAISON_CACHE": os.environ.get("LIAISON_CACHE", str(ROOT / ".liaison" / "cache")),
            "LIAISON_PORT": str(origin),
            "LIAISON_KAFKA_PORT": str(kafka),
            "BACKUPS": str(self.backups),
        }

    def run(self, block: str, *, refused: bool = False, **variables: str) -> str:
        """What it said."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            env=self._shell | variables,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            timeout=LONGEST_SECONDS,
        )
        said = f"{done.stdout}\n{done.stderr}"
        assert (done.returncode != 0) == refused, f"{block}\n{said[-8000:]}"
        return said

    def variables(self) -> dict[str, str]:
        return exported(self.run("liaison env"))

    def network(self) -> Network:
        return network_of(self.variables())

    def data(self) -> Data:
        """Its databases and its Kafka."""
        told = {name: value for name, value in self.variables().items() if name.endswith(("DATABASE_URL", "SERVERS"))}
        return Data(NetworkSettings(**told))  # type: ignore[arg-type]  # pydantic reads them by their aliases

    def newest_backup(self) -> Path:
        return max(self.backups.glob("20*Z"))

    def destroy(self) -> None:
        """The machine is lost, with databases, Kafka, keys and passwords; what was sent stays sent.

        Of wishes there is a copy elsewhere, newer than the backup, which goes to its place on the new machine.
        """
        secrets = self.home / "secrets"
        assert (secrets / "events.wishes").exists()
        for folder in ("kafka", "postgresql"):
            shutil.rmtree(self.home / "data" / folder)
        for file in secrets.iterdir():
            if file.suffix != ".wishes":
                file.unlink()


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    made = Machine(folder)
    made.run("liaison up --detach")
    try:
        yield made
    finally:
        made.run("liaison down")
