"""Another system's developer: follows the guide in an empty folder, starts the consumer, stops it, starts it again."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.consumers.guide import ACCOUNT, ROOT, SCHEMAS, commands
from tests.npm import BESIDE_PYTHON

LONG = 600
"""Seconds after which we stop waiting, for a step or a first fact: the guide says ten minutes for all of them."""


def _hears_ctrl_c() -> None:
    """As in a terminal: whoever runs drills in the background has SIGINT ignored, and children would inherit it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Subscriber:
    """What it says is read line by line; what it keeps is its copy.json."""

    def __init__(self, language: str, folder: Path, url: str) -> None:
        self.language, self.folder = language, folder
        *self._preparing, self._running = commands(SCHEMAS) + commands(language)
        (self._account,) = commands(ACCOUNT)
        theirs = {name: value for name, value in os.environ.items() if not name.startswith(("KAFKA_", "LIAISON_"))}
        self._environment = (
            theirs
            | own_caches(folder.with_name(f"{folder.name}-caches"))
            | {
                "LIAISON": str(ROOT),
                "LIAISON_URL": url,
                "PATH": BESIDE_PYTHON,
            }
        )
        self.said: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._heard = threading.Condition()

    def prepare(self) -> None:
        for block in self._preparing:
            done = subprocess.run(
                self._shell(block),
                cwd=self.folder,
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=LONG,
            )
            assert done.returncode == 0, f"{block}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"

    def _shell(self, block: str) -> list[str]:
        given = self._account if (self.folder / "liaison.env").exists() else ""
        return ["bash", "-euo", "pipefail", "-c", given + block]

    def start(self, variables: dict[str, str] | None = None) -> None:
        self.said = []
        self._process = subprocess.Popen(
            self._shell(self._running),
            cwd=self.folder,
            env=self._environment | (variables or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=_hears_ctrl_c,
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def stop(self) -> None:
        """Ctrl-C."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                raise
            finally:
                self._process = None

    def says(self, text: str, within: float = 90) -> str:
        """Waits for a line with this text."""
        end = time.monotonic() + within
        with self._heard:
            while not (found := [line for line in self.said if text in line]):
                left = end - time.monotonic()
                assert left > 0, self._without(text)
                assert self._process, self._without(text)
                assert self._process.poll() is None, self._without(text)
                self._heard.wait(min(left, 1))
        return found[0]

    def _without(self, text: str) -> str:
        return "\n".join([f"{text!r} is not among what it said:", *self.said])

    def hand_over(self, beginning: str) -> list[str]:
        """What it said with this beginning and was not asked for yet."""
        with self._heard:
            found = [line for line in self.said if line.startswith(beginning)]
            self.said = [line for line in self.said if not line.startswith(beginning)]
        return found

    def remembers(self, topic: str, key: str) -> None:
        """Puts something into its copy while it is stopped."""
        copy = self.copy()
        copy[topic][key] = next(iter(copy[topic].values()))
        (self.folder / "copy.json").write_text(json.dumps(copy))

    def keeps(self, expected: Callable[[dict[str, Any]], bool]) -> None:
        """Waits until its copy is as expected."""
        end = time.monotonic() + 60
        while not expected(self.copy()):
            assert time.monotonic() < end, self.copy()
            time.sleep(0.05)

    def copy(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads((self.folder / "copy.json").read_text())
        return kept

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                with self._heard:
                    self.said.append(line.rstrip())
                    self._heard.notify_all()


def own_caches(folder: Path) -> dict[str, str]:
    """From nothing: what this machine has already downloaded is not there for them."""
    return {
        "PIP_CACHE_DIR": str(folder / "pip"),
        "npm_config_cache": str(folder / "npm"),
        "GOMODCACHE": str(folder / "go" / "mod"),
        "GOCACHE": str(folder / "go" / "build"),
        "GOFLAGS": "-modcacherw",
        "MAVEN_OPTS": f"-Dmaven.repo.local={folder / 'maven'}",
    }
