"""The system of tests/faults with processes of two releases, each process of the one that it was told last."""

import os
from dataclasses import replace
from typing import Any

from liaison_local.supervising.process import Program

from tests.faults.system import System
from tests.upgrade.releases import Release, last

READY_SECONDS = 180.0
"""Processes of two releases start while others work: where the machine has other work too, a minute is too little."""


class Both(System):
    """Begins as the last release, migrations included."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._release = last()
        self._releases: dict[str, Release] = {}

    async def become(self, release: Release, *names: str) -> None:
        """Stops these processes one by one, as an operator does, and starts each as this release."""
        for name in names:
            self._releases[name] = release
            await self.kept.pop(name).stop()
            await self.start(name)

    async def migrate(self, release: Release) -> list[int]:
        """The exit codes."""
        self._release = release
        return [await self.run(module, "migrate") for module in ("writer", "reader", "reporting")]

    def _program(self, name: str, module: str = "", role: str = "") -> Program:
        program = super()._program(name, module, role)
        release = self._releases.get(name, last()) if not role else self._release
        path = os.pathsep.join(filter(None, [str(release.tree), os.environ.get("PYTHONPATH", "")]))
        environment = program.environment | {"PYTHONPATH": path}
        command = [str(release.python), *program.command[1:]]
        return replace(program, command=command, environment=environment, ready_seconds=READY_SECONDS)
