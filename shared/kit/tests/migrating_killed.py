"""Migrates, and is killed on the way: `python migrating_killed.py FOLDER` reads lines `NUMBER URL`, answers each.

Each line is a child process of its own, which kills itself (SIGKILL) right before its step of this number. Steps are
commits and statements that change something. The answer is the child's exit status: 0 if it had fewer steps.
"""

import asyncio
import os
import signal
import sys
from itertools import count
from pathlib import Path

import structlog
from liaison_kit import migrations
from liaison_kit.database import Database
from sqlalchemy import event
from sqlalchemy.engine import Engine

HARMLESS = ("select", "set", "do $$")


async def migrate(url: str, number: int) -> None:
    steps = count(1)

    def step(*_: object) -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(Engine, "before_cursor_execute")
    def _before(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().lower().startswith(HARMLESS):
            step()

    event.listen(Engine, "commit", step)
    await migrations.migrate(Database(url), Path(sys.argv[1]))


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        wanted, address = line.split()
        child = os.fork()
        if child == 0:
            asyncio.run(migrate(address, int(wanted)))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
