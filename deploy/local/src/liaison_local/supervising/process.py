"""One process: how it is started, found dead, and stopped, with nothing of it left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from liaison_cli.trouble import Trouble

from liaison_local.supervising.probes import Probe

POLL_SECONDS = 0.05
SHOWN_LINES = 15
# Every child carries this variable, so that whatever a killed supervisor left behind can be found again.
MARK = "LIAISON_SUPERVISED_IN"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _nothing() -> None:
    """Most programs need no preparation."""


@dataclass(frozen=True)
class Program:
    """What to run and how to see that it is ready.

    `prepare` runs before every start and after every stop. `probe` returns None once the program does its work.
    """

    name: str
    command: list[str]
    log: Path
    probe: Probe
    port: int | None = None
    environment: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = _nothing
    ready_seconds: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 20.0  # sending a message may take 15, and one cut off would stay in doubt


class Process:
    """A program while it runs, in a session of its own, so that the terminal's Ctrl-C reaches only its supervisor."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._popen.pid if self._popen and self._popen.returncode is None else None

    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it, as subprocess has it."""
        return self._popen.poll() if self._popen else None

    def start(self) -> None:
        program = self.program
        program.prepare()
        program.log.parent.mkdir(parents=True, exist_ok=True)
        supervisor = os.getpid()

        def die_with_supervisor() -> None:
            if _libc is not None:
                _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
                if os.getppid() != supervisor:
                    os._exit(1)

        with program.log.open("ab") as log:
            try:
                self._popen = subprocess.Popen(
                    program.command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=os.environ | program.environment | {MARK: str(program.log.parent)},
                    start_new_session=True,
                    preexec_fn=die_with_supervisor,
                )
            except OSError as error:
                raise Trouble(f"{program.name} cannot be started ({error}): install Liaison again.") from error

    def wait_until_ready(self) -> None:
        """Blocks until the probe is content; raises Trouble, with the log's end, if it dies or takes too long."""
        deadline = time.monotonic() + self.program.ready_seconds
        while (wrong := self.program.probe()) is not None:
            if self.exit_code() is not None:
                raise Trouble(f"{self.program.name} stopped while starting:\n{last_lines(self.program.log)}")
            if time.monotonic() > deadline:
                raise Trouble(f"{self.program.name} did not become ready ({wrong}): see {self.program.log}.")
            time.sleep(POLL_SECONDS)

    def start_and_wait(self) -> None:
        """Starts it and blocks until it is ready; leaves nothing behind when it doesn't become so."""
        self.start()
        try:
            self.wait_until_ready()
        except (Trouble, KeyboardInterrupt):
            self.kill()
            raise

    def ask_to_stop(self) -> None:
        if self._popen and self._popen.poll() is None:
            self._popen.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """Kills it with all its children; harmless when it is dead already."""
        if self._popen is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        self.program.prepare()

    def stop(self) -> None:
        """Blocks until it is gone: asks first, kills when it takes longer than it may."""
        self.ask_to_stop()
        deadline = time.monotonic() + self.program.stop_seconds
        while self._popen and self._popen.poll() is None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        self.kill()


def last_lines(log: Path, count: int = SHOWN_LINES) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
