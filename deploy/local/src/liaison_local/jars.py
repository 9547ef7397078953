"""Jars, Kafka's above all: fetched from the ordinary Maven registry, each checked against the committed lock file."""

import fcntl
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import jgo.maven
from liaison_cli.trouble import Trouble

LOCK_FILE = Path(__file__).with_name("kafka.lock")
ATTEMPTS = 3
DOWNLOADS_AT_ONCE = 6


@dataclass(frozen=True)
class Jar:
    """One line of the lock file: Maven coordinates and the SHA-256 of the file they name."""

    group: str
    artifact: str
    version: str
    sha256: str

    def path(self, cache: Path) -> Path:
        folder = cache / "maven" / Path(*self.group.split(".")) / self.artifact / self.version
        return folder / f"{self.artifact}-{self.version}.jar"

    def is_in(self, cache: Path) -> bool:
        path = self.path(cache)
        return path.is_file() and sha256_of(path) == self.sha256


def locked_jars(lock_file: Path = LOCK_FILE) -> list[Jar]:
    """Reads lines of `group:artifact:version sha256`; blank lines and # comments are skipped."""
    jars = []
    for line in lock_file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            coordinates, sha256 = line.split()
            group, artifact, version = coordinates.split(":")
            jars.append(Jar(group, artifact, version, sha256))
    return jars


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def installed_jars(
    cache: Path, tell: Callable[[str], None], lock_file: Path = LOCK_FILE, name: str = "Kafka"
) -> list[Path]:
    """The locked jars' paths in the cache, after what was missing or damaged there has been downloaded.

    Raises Trouble when a jar can't be downloaded or isn't the one that was locked.
    """
    jars = locked_jars(lock_file)
    cache.mkdir(parents=True, exist_ok=True)
    # Two systems may share a cache and start at the same moment.
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [jar for jar in jars if not jar.is_in(cache)]
        if missing:
            tell(f"Downloading {name}: {len(missing)} files of {len(jars)} are missing")
            with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
                for number, jar in enumerate(pool.map(lambda jar: _download(jar, cache, name), missing), 1):
                    if number % 10 == 0:
                        tell(f"Downloading {name}: {number} of {len(missing)} files, {jar.artifact} among them")
    return [jar.path(cache) for jar in jars]


def _download(jar: Jar, cache: Path, name: str) -> Jar:
    context = jgo.maven.MavenContext(resolver=jgo.maven.PythonResolver(), repo_cache=cache / "maven", timeout=30)
    reason: Exception | None = None
    for _ in range(ATTEMPTS):
        jar.path(cache).unlink(missing_ok=True)  # an interrupted download leaves half a file
        try:
            context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
        except (OSError, RuntimeError) as error:
            reason = error
            continue
        if jar.is_in(cache):
            return jar
    if reason is None:
        jar.path(cache).unlink(missing_ok=True)
        raise Trouble(
            f"The downloaded {jar.artifact}-{jar.version}.jar is not the one that is locked (its SHA-256 differs): "
            "check which Maven registry this machine uses."
        )
    raise Trouble(
        f"{name} could not be downloaded ({jar.artifact}: {type(reason).__name__}): "
        "check the connection to the Maven registry, then run `liaison up` again."
    )
