"""Whether migrations since the last release leave writers and the release before alone: `python -m tests.migrations`.

Names, what each may say, and what squawk says of its SQL. Those that were released are history and never change:
deploy/drills/last-release has the newest of each folder with a digest of all up to it, written by `--release`.
"""

import hashlib
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script
from liaison_kit.migrations import KIT, NotByItself, scripts_of
from liaison_kit.running.contractions import number

ROOT = Path(__file__).parents[1]
LAST_RELEASE = ROOT / "deploy" / "drills" / "last-release"
SERVICES = ("registry", "events", "notifications", "reporting")
FOLDERS = {"kit": KIT} | {name: ROOT / "services" / name / "migrations" for name in SERVICES}
NAME = re.compile(r"\d{4}_(expand|contract)_[a-z0-9_]+\.py")
# The kit sets the time for locks itself, and a migration that was killed has left nothing of itself.
NEEDLESS = ["require-timeout-settings", "prefer-robust-stmts"]
CONTRACTING = ["ban-drop-column", "ban-drop-table", "ban-drop-not-null"]
SQUAWK = Path(sys.executable).with_name("squawk")


@dataclass(frozen=True)
class Release:
    """The last one: its version, and of each folder the newest migration with the digest of all up to it."""

    commit: str
    version: str
    newest: dict[str, tuple[str, str]]


def last_release(path: Path = LAST_RELEASE) -> Release:
    head, *rest = (line.split() for line in path.read_text().splitlines())
    return Release(head[0], head[1], {folder: (newest, digest) for folder, newest, digest in rest})


def digest(folder: Path, newest: str) -> str:
    """Of what the migrations up to this one say."""
    found = hashlib.sha256()
    for path in sorted((folder / "versions").glob("[0-9]*.py")):
        if path.name[:4] <= newest:
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def judged(name: str, folder: Path, release: Release) -> Iterator[str]:
    """What is wrong with a folder's migrations, a sentence each."""
    newest, sealed = release.newest[name]
    if digest(folder, newest) != sealed:
        yield f"{folder}: a migration up to {newest} is not as it was released: say what differs in a new one"
    for script in reversed([*scripts_of(folder).walk_revisions()]):
        if Path(script.path).name[:4] > newest:
            yield from judged_one(script, release.version)


def judged_one(script: Script, released: str) -> Iterator[str]:
    path = Path(script.path)
    if not NAME.fullmatch(path.name):
        yield f"{path.name}: call it NNNN_expand_… or NNNN_contract_…"
        return
    contracts = path.name[5:].startswith("contract")
    since = getattr(script.module, "unused_since", None)
    if contracts and since is None:
        yield f"{path.name}: say `unused_since`, the first release that does not use what it removes"
    elif contracts and number(since) > number(released):
        yield f"{path.name}: {released} runs beside it, and it is unused since {since} only: wait for the next release"
    try:
        said = sql(script)
    except NotByItself as error:
        yield f"{path.name}: {error}"
        return
    yield from squawk(path.with_suffix(".sql").name, said, CONTRACTING if contracts else [])


def sql(script: Script) -> str:
    """What the migration would say to a database."""
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "literal_binds": True}
    )
    with Operations.context(context):
        script.module.upgrade()
    return written.getvalue()


def squawk(name: str, said: str, allowed: list[str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(said)
        command = [SQUAWK, "--pg-version", "18", "--reporter", "gcc", "--exclude", ",".join(NEEDLESS + allowed)]
        if "concurrently" not in said.lower():
            command.append("--assume-in-transaction")
        found = subprocess.run([*command, path], capture_output=True, text=True, check=False)
        if found.returncode:
            yield (found.stdout + found.stderr).replace(f"{folder}/", "").strip()


def main() -> None:
    if "--release" in sys.argv:
        head = LAST_RELEASE.read_text().splitlines()[0]
        newest = {name: max((folder / "versions").glob("[0-9]*.py")).name[:4] for name, folder in FOLDERS.items()}
        lines = [f"{name} {newest[name]} {digest(folder, newest[name])}" for name, folder in FOLDERS.items()]
        LAST_RELEASE.write_text("\n".join([head, *lines]) + "\n")
        return
    release = last_release()
    complaints = [one for name, folder in FOLDERS.items() for one in judged(name, folder, release)]
    if complaints:
        sys.exit("\n".join([*complaints, "CONTRIBUTING.md, Migrations, says how it is done."]))


if __name__ == "__main__":
    main()
