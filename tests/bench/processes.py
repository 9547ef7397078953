"""The arms' processes: started, spoken to, and ended without leaving anything behind."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil

from tests.bench.platform import ROOT, Platform

START_SECONDS = 60
STOP_SECONDS = 15


@dataclass(frozen=True)
class Worker:
    """A Python process that says a word when it has come to a point."""

    process: Process
    tree: psutil.Process

    def say(self, word: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{word}\n".encode())

    async def says(self, word: str, within: float = START_SECONDS) -> str:
        """What it says behind this word; RuntimeError if it ends before."""
        assert self.process.stdout
        async with asyncio.timeout(within):
            async for line in self.process.stdout:
                first, _, rest = line.decode().strip().partition(" ")
                if first == word:
                    return rest
        raise RuntimeError(f"process ended before it said {word}")


@asynccontextmanager
async def module_running(platform: Platform, *module: str, env: dict[str, str] | None = None) -> AsyncIterator[Worker]:
    """`python -m` that module; what it complains of goes to a log in the platform's folder.

    One with an environment of its own is a service's process, which logs to standard output and has nothing to say.
    """
    with platform.home.log(module[0].rpartition(".")[2]).open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *module,
            cwd=ROOT,
            env=env,
            stdin=PIPE,
            stdout=log if env else PIPE,
            stderr=log,
            limit=2**24,
        )
    try:
        yield Worker(process, psutil.Process(process.pid))
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.communicate()
        except TimeoutError:
            process.kill()
            await process.communicate()
