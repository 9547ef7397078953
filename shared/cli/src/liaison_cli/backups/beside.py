"""The files beside the databases: keys, and what people wished. Each has its own way back; none is simply put back.

Wishes and keys that open something are added to what is there: an older file knows less, and takes nothing away. Keys
that sign are left as they are: one that was revoked since is not to sign again.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from liaison_kit.running import key_file

from liaison_cli.backups.manifest import Part, part_of
from liaison_cli.backups.network import Network, NetworkSettings

FOLDER = "beside"
BEFORE = ".before-restore"


@dataclass(frozen=True)
class Kind:
    """A file: where it is, and how it comes back."""

    name: str
    path: Callable[[NetworkSettings], Path | None]
    put_back: Callable[[Path, str], str]


def _added(path: Path, older: str) -> str:
    """Lines that are missing come behind those that are there."""
    there = path.read_text().splitlines() if path.exists() else []
    missing = [line for line in older.splitlines() if line.strip() and line not in set(there)]
    if not missing:
        return "kept as it is"
    _write(path, [line for line in there if line.strip()] + missing)
    return f"{len(missing)} lines added" if there else "put back"


def _left(path: Path, older: str) -> str:
    if path.exists():
        return "kept as it is"
    _write(path, older.splitlines())
    return "put back"


def _replaced(path: Path, older: str) -> str:
    """What is in the database was made with the older one."""
    if path.exists() and path.read_text().strip() == older.strip():
        return "kept as it is"
    was_there = path.exists()
    if was_there:
        path.replace(path.with_name(path.name + BEFORE))
    _write(path, older.splitlines())
    return f"put back; the one that was there is {path.name}{BEFORE}" if was_there else "put back"


def _write(path: Path, lines: list[str]) -> None:
    with key_file.locked(path) as folder:
        key_file.write(path, lines, folder)


def _by(path: Path | None, ending: str) -> Path | None:
    return path.with_name(path.name + ending) if path else None


KINDS = (
    Kind("signing.key", lambda told: told.signing_key_file, _left),
    Kind("totp.key", lambda told: told.totp_key_file, _added),
    Kind("sealing.key", lambda told: told.sealing_key_file, _added),
    Kind("sealing.key.addresses", lambda told: _by(told.sealing_key_file, ".addresses"), _replaced),
    Kind("sealing.key.wishes", lambda told: _by(told.sealing_key_file, ".wishes"), _added),
    Kind("events.wishes", lambda told: told.wishes_file, _added),
)


def missing(settings: NetworkSettings) -> list[str]:
    """Files that nobody said the place of."""
    return [kind.name for kind in KINDS if kind.path(settings) is None]


def back_up(network: Network, folder: Path) -> dict[str, Part]:
    """After the databases were looked at: whatever key they need is there by then, and wishes are the newest."""
    (folder / FOLDER).mkdir()
    found = {}
    for kind in KINDS:
        path = kind.path(network.settings)
        if path is not None and path.exists():
            copy = folder / FOLDER / kind.name
            with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(path.read_bytes())
            found[kind.name] = Part(**part_of(folder, copy))
    return found


def put_back(network: Network, folder: Path, parts: dict[str, Part]) -> Iterator[str]:
    """A sentence for each file."""
    for kind in KINDS:
        path = kind.path(network.settings)
        if path is None:
            yield f"{kind.name}: nobody said where it belongs"
        elif kind.name in parts:
            yield f"{kind.name}: {kind.put_back(path, (folder / parts[kind.name].file).read_text())}"
        elif path.exists():
            yield f"{kind.name}: kept as it is; the backup has none"
        else:
            yield f"{kind.name}: neither here nor in the backup. If you keep a copy, put it at {path} and restore again"
