"""Debezium Server's files: fetched like Kafka's from the ordinary Maven registry, checked against debezium.lock.

`python -m tests.bench.debezium_files 3.6.0.Final` locks another version.
"""

import shutil
import sys
import tarfile
from pathlib import Path

import jgo.maven
from liaison_local.home import Home
from liaison_local.jars import locked_jars, sha256_of

LOCK_FILE = Path(__file__).with_name("debezium.lock")
PACKAGE = ("io.debezium", "debezium-server-dist")
# Connectors of other databases that the archive carries along, 350 MB of them.
LEFT_OUT = ("debezium-server/connectors/", "debezium-server/lib_opt/", "debezium-server/lib_metrics/")


def installed(cache: Path) -> Path:
    """The unpacked folder, after what was missing has been downloaded; RuntimeError if it is not what was locked."""
    [locked] = locked_jars(LOCK_FILE)
    folder = cache / "debezium" / f"{locked.version}-{locked.sha256[:12]}"
    if not folder.exists():
        archive = _archive(cache / "maven", locked.version)
        if sha256_of(archive) != locked.sha256:
            raise RuntimeError(f"the downloaded {archive.name} is not the file in {LOCK_FILE.name}")
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        with tarfile.open(archive) as packed:
            members = [member for member in packed if not member.name.startswith(LEFT_OUT)]
            packed.extractall(unfinished, members, filter="data")
        unfinished.rename(folder)
        archive.unlink()
    return folder / "debezium-server"


def _archive(repository: Path, version: str) -> Path:
    context = jgo.maven.MavenContext(resolver=jgo.maven.PythonResolver(), repo_cache=repository, timeout=60)
    return Path(context.project(*PACKAGE).at_version(version).artifact(packaging="tar.gz").resolve())


def lock(version: str) -> None:
    """Writes the lock file anew for this version."""
    digest = sha256_of(_archive(Home.from_environment().cache / "maven", version))
    header = LOCK_FILE.read_text(encoding="utf-8").splitlines()[0]
    LOCK_FILE.write_text(f"{header}\n{':'.join(PACKAGE)}:{version} {digest}\n", encoding="utf-8")


if __name__ == "__main__":
    lock(sys.argv[1])
