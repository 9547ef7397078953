"""Programs that refuse to run as root run as the account `nobody` when we are root."""

import os
import pwd
import shutil
import stat
from pathlib import Path

from liaison_cli.trouble import Trouble

ACCOUNT = "nobody"
TRAVERSAL = "+dac_read_search"


def command_without_root(command: list[str], folder: Path) -> list[str]:
    """The command as it is for an ordinary user; for root, run as `nobody`, dying with its supervisor all the same.

    A folder such as /root lets nobody pass; then the program keeps this one right of root's, to pass through folders.
    """
    if os.geteuid() != 0:
        return command
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise Trouble("PostgreSQL cannot run as root: start Liaison as an ordinary user, or install util-linux.")
    account = pwd.getpwnam(ACCOUNT)
    options = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--pdeathsig=KILL"]
    if not (_can_be_entered(folder) and _can_be_entered(Path(command[0]).parent)):
        options += [f"--inh-caps={TRAVERSAL}", f"--ambient-caps={TRAVERSAL}"]
    return [setpriv, *options, *command]


def give_away(path: Path) -> None:
    """Makes the file or folder the account's own; nothing to do for an ordinary user."""
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.chown(path, account.pw_uid, account.pw_gid)


def _can_be_entered(folder: Path) -> bool:
    ways = [folder.resolve(), *folder.resolve().parents]
    return all(way.stat().st_mode & stat.S_IXOTH for way in ways if way.exists() and way.stat().st_uid == 0)
