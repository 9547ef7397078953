"""The one folder a running Liaison writes to: its data, logs, secrets, downloads and what is running."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liaison_cli.trouble import Trouble

DATA_VERSION = "1"
LEAST_FREE_BYTES = 1_000_000_000
KEPT_LOGS = 5


@dataclass(frozen=True)
class Home:
    """Paths under LIAISON_HOME; only `cache` may lie elsewhere, so that homes can share downloads."""

    root: Path
    cache: Path

    @classmethod
    def at(cls, root: Path) -> "Home":
        root = root.absolute()
        cache = os.environ.get("LIAISON_CACHE")
        return cls(root, Path(cache).absolute() if cache else root / "cache")

    @classmethod
    def from_environment(cls) -> "Home":
        return cls.at(Path(os.environ.get("LIAISON_HOME") or ".liaison"))

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def prepare(self) -> None:
        """Makes the folders; raises Trouble when the disk is full or the data is of another version."""
        for folder in (self.data, self.logs, self.run, self.secrets, self.cache):
            _make(folder)
        self.secrets.chmod(0o700)
        self._check_disk()
        self._check_data_version()

    def _check_disk(self) -> None:
        free = shutil.disk_usage(self.data).free
        if free < LEAST_FREE_BYTES:
            raise Trouble(
                f"Only {free // 1_000_000} MB are free on the disk of {self.root}: "
                "free at least 1 GB, or choose a folder on another disk with LIAISON_HOME."
            )

    def _check_data_version(self) -> None:
        marker = self.data / "version"
        if not marker.exists():
            marker.write_text(DATA_VERSION + "\n", encoding="utf-8")
        found = marker.read_text(encoding="utf-8").strip()
        if found != DATA_VERSION:
            raise Trouble(
                f"The data in {self.data} is of version {found!r} and this Liaison reads version {DATA_VERSION}: "
                "start the Liaison that wrote it, or delete the data with `liaison reset`."
            )

    def secret(self, name: str) -> str:
        """The secret of this name, made at the first call; 48 hexadecimal digits, so it needs no quoting anywhere."""
        path = self.secrets / name
        if not path.exists():
            self.secrets.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as stream:
                stream.write(secrets.token_hex(24))
        return path.read_text(encoding="utf-8").strip()

    def rotate_log(self, name: str) -> None:
        """Keeps the last five runs' logs as name.log.1 (the newest) to name.log.5."""
        log = self.log(name)
        if not log.exists():
            return
        for number in range(KEPT_LOGS - 1, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number + 1}"))
        log.replace(log.with_name(f"{log.name}.1"))

    def is_locked(self) -> bool:
        """Whether a supervisor is running here."""
        if not (self.run / "lock").exists():
            return False
        try:
            with self.locked():
                return False
        except Trouble:
            return True

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the home for one supervisor; the kernel lets go of the lock when its holder dies, however it dies."""
        _make(self.run)
        with (self.run / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(
                    f"Liaison is already running in {self.root}: stop it with `liaison down`, "
                    "or choose another folder with LIAISON_HOME."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def holder(self) -> int | None:
        """The pid of the supervisor that holds the lock, or held it last."""
        text = (self.run / "lock").read_text(encoding="utf-8")
        return int(text) if text.isdigit() else None

    def delete_data(self) -> None:
        """Deletes all but the downloads."""
        for folder in (self.data, self.logs, self.run, self.secrets):
            shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            f"{folder} cannot be made ({error.strerror}): choose another folder with LIAISON_HOME."
        ) from error
    if not os.access(folder, os.W_OK):
        raise Trouble(f"This account may not write to {folder}: choose another folder with LIAISON_HOME.")
