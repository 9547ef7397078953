"""A disk that is small enough to fill: a file system in memory, which only root may mount."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.scenario import NotShown

MEGABYTES = 300
BLOCK = b"\0" * 65_536


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """NotShown if this account may not mount one."""
    if os.geteuid() != 0:
        raise NotShown("a disk of its own for PostgreSQL can only be mounted by root")
    place = Path(tempfile.mkdtemp(prefix="disk-", dir=folder))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "liaison-faults", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        raise NotShown(f"no disk of its own for PostgreSQL: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextlib.contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is free until the block ends; what others free meanwhile is taken, too, by whoever writes first."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(BLOCK)
                file.flush()
        yield
    finally:
        ballast.unlink()
