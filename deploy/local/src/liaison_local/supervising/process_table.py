"""The machine's process table: whom a killed supervisor left behind, and how much memory somebody takes."""

from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own

from liaison_local.home import Home
from liaison_local.supervising.process import MARK

KILL_SECONDS = 10


def end_leftovers(home: Home) -> None:
    """Kills every process that carries this home's mark. Call it only while holding the home."""
    # PostgreSQL writes its titles over the memory in which the mark stood.
    end_programs_in(home.data / "postgresql", "postgres")
    _kill_each(lambda process: process.environ().get(MARK) == str(home.logs))


def end_programs_in(folder: Path, name: str) -> None:
    """Kills every process whose name begins so and whose current directory is this folder."""
    _kill_each(lambda process: process.name().startswith(name) and process.cwd() == str(folder.resolve()))


def _kill_each(is_meant: Callable[[psutil.Process], bool]) -> None:
    found = []
    for process in psutil.process_iter():
        try:
            if is_meant(process):
                process.kill()
                found.append(process)
        except psutil.Error:
            continue  # it has just ended, or belongs to somebody else
    psutil.wait_procs(found, timeout=KILL_SECONDS)


def is_gone(pid: int) -> bool:
    """A zombie counts as gone: it runs no more, whether or not somebody asks for its exit code."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def memory_of(pid: int | None, *, with_children: bool = True) -> int:
    """Bytes that stay in RAM; what a process shares with its children is counted once. 0 when it is gone."""
    if pid is None:
        return 0
    own, shared = 0, 0
    try:
        process = psutil.Process(pid)
        for member in [process, *(process.children(recursive=True) if with_children else [])]:
            memory = member.memory_info()
            own += memory.rss - getattr(memory, "shared", 0)
            shared = max(shared, getattr(memory, "shared", 0))
    except psutil.Error:
        return own + shared  # it ended while we looked
    return own + shared
