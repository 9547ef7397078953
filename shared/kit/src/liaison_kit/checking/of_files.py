"""Files of a service beside its database: keys and wishes. Who else may read them, and whether their disk has room."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from liaison_kit.checking.findings import Finding, broken, not_looked_at, ok, warning

MEGABYTE = 1_000_000
LITTLE, TOO_LITTLE = (0.10, 20_000 * MEGABYTE), (0.02, 1_000 * MEGABYTE)
"""Shares of a disk that are left; and so many bytes are enough, however large it is."""


def key_file(check: str, variable: str, path: Path, read: Callable[[Path], object]) -> Finding:
    """A file that only this account may read, in the form that `read` understands.

    Missing it may be on purpose: a role that needs no keys is not given them.
    """
    try:
        mode = path.stat().st_mode
        read(path)
    except FileNotFoundError:
        what = f"{path} ({variable}) is not there, for this process."
        return not_looked_at(check, what, "Look from a role that needs it: api, or migrate, which makes the first one.")
    except PermissionError:
        do = f"Give it to this account: chown {os.getuid()} {path}; chmod 600 {path}."
        return broken(check, f"{path} ({variable}) may not be read by account {os.getuid()}.", do)
    except (ValueError, LookupError, TypeError, OSError) as error:
        do = f"Bring {path} back from its backup: docs/runbooks/restore.md."
        return broken(check, f"{path} ({variable}) is not what it should be: {type(error).__name__}.", do)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return broken(check, f"Others may read {path} ({variable}): {stat.filemode(mode)}.", f"chmod 600 {path}")
    return ok(check, f"{path} is for this account alone.")


def disk(check: str, path: Path) -> Finding:
    """How much is left on the disk that this path is on."""
    there = next((parent for parent in (path, *path.parents) if parent.exists()), Path("/"))
    usage = shutil.disk_usage(there)
    return room(check, str(there), usage.free, usage.total)


def room(check: str, where: str, free: int, total: int) -> Finding:
    """Likewise, of a disk that somebody else has told of."""
    told = f"{free // MEGABYTE} of {total // MEGABYTE} MB are left at {where}."
    do = "Make room or enlarge the disk: docs/runbooks/disk-full.md; docs/operations.md says what grows (Sizes)."
    if free < min(TOO_LITTLE[0] * total, TOO_LITTLE[1]):
        return broken(check, told, do)
    if free < min(LITTLE[0] * total, LITTLE[1]):
        return warning(check, told, do)
    return ok(check, told)
