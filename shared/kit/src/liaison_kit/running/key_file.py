"""A file of private keys, newest first, a line each: this account alone reads it, one process at a time changes it."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LOCK = ".lock"


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """The file's folder, open; the kernel lets go of a lock whose holder has died.

    A file beside it is locked as well, open for writing: where several machines mount the volume (NFS), the lock of a
    folder is each machine's own. The folder's is what the release before this one asks for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    beside = os.open(path.parent / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        fcntl.flock(beside, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(beside)
        os.close(folder)


def write(path: Path, lines: Sequence[str], folder: int) -> None:
    """Replaces the file in one step: after a crash it is the old one or the new one, whole."""
    fresh = path.with_name(f"{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.writelines(f"{line}\n" for line in lines)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    os.fsync(folder)
