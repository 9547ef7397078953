"""`python -m tests.mutation kit`: breaks the code in small ways, one at a time; which of them does no test notice?

A random sample of all mutants, for the whole takes days: each is one run of the tests that reach its function. It works
on a copy of what git has staged, in build/, with a broker and a database of its own unless LIAISON_TEST_* name them.
Run it on a machine with nothing else to do: a test that is late counts as one that noticed.
"""

import argparse
import json
import math
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from liaison_local.for_tests import scratch, start_broker_and_database

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "mutation"
PARTS = {"kit": ("shared/kit", "src/liaison_kit/*")} | {
    name: (f"services/{name}", f"src/liaison_{name}/model*")
    for name in ("registry", "events", "notifications", "reporting")
}
"""Where each part lives, and what of it is broken: the kit, and the services' rules."""
SETTINGS = """
[mutmut]
source_paths=src/liaison_{part}
only_mutate={mutated}
do_not_mutate=
    src/liaison_kit/testing.py
    src/liaison_kit/running/fresh_databases.py
    src/liaison_kit/migrations_of_the_kit/*
# What a log line is called is read by people; the names of encodings have no case.
do_not_mutate_patterns=
    ^\\s*log\\.
    "latin-1"
# What is preloaded cannot have its assertions rewritten, and here needs none.
pytest_add_cli_args=
    -Wignore::pytest.PytestAssertRewriteWarning
pytest_add_cli_args_test_selection=
    {tests}
also_copy=
    pyproject.toml
    {also}
process_isolation=forkserver
# Not the tests: what they and the code do while they are imported is broken, too.
forkserver_warmup=import
preload_modules_file=preload.txt
track_dependencies=false
use_git_change_detection=false
"""
PRELOADED = """
aiokafka
alembic
asyncpg
fastapi
faststream
pydantic
sqlalchemy.ext.asyncio
structlog
"""
ELSEWHERE = {"kit": ["services/reporting/tests/test_replay.py"]}
"""Tests of a part that stand where they have something to work on."""
PROGRAMS = {"kit": "tests/test_process.py"}
"""Tests that start programs: what runs in these alone, mutmut does not see."""
DEAD = {"killed", "timeout", "caught by type check", "segfault"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="+", choices=PARTS, metavar="part", help=", ".join(PARTS))
    parser.add_argument("--sample", type=int, default=300, help="mutants of each part; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    return parser.parse_args()


def copied(part: str) -> Path:
    """A copy of the tree beside this one, with the part's mutants where its tests find everything else."""
    tree = BUILD / part
    tree.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "checkout-index", "--all", "--force", f"--prefix={tree}/"], cwd=ROOT, check=True)
    folder, mutated = PARTS[part]
    also = "migrations\n    README.md" if part != "kit" else ""
    tests = "\n    ".join(["tests", *ELSEWHERE.get(part, [])])
    (tree / folder / "setup.cfg").write_text(SETTINGS.format(part=part, mutated=mutated, also=also, tests=tests))
    (tree / folder / "preload.txt").write_text(PRELOADED.strip())
    (tree / folder / "mutants" / "src").mkdir(parents=True, exist_ok=True)  # a path that is missing at first stays so
    built = Path("shared/pages/src/liaison_pages/assets/built")
    for link, target in (
        (tree / built, ROOT / built),
        (tree / Path(folder).parent / "docs", ROOT / "docs"),  # tests in mutants/ stand one folder deeper
        (tree / Path(folder).parent / "tests", ROOT / "tests"),
        (tree / Path(folder).parent / "deploy", ROOT / "deploy"),
        (tree / folder / "mutants" / "services", tree / "services"),  # pytest names no test outside its root folder
    ):
        if not link.exists():
            link.symlink_to(target)
    return tree / folder


def broken(part: str, folder: Path, options: argparse.Namespace) -> None:
    """Runs mutmut in a process whose programs all take the part's code from the mutants."""
    paths = os.pathsep.join(map(str, (folder / "mutants" / "src", ROOT)))
    numbers = map(str, (options.processes, options.sample, options.seed))
    command = [sys.executable, "-m", "tests.mutation.sampled", *numbers, PROGRAMS.get(part, "")]
    subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": paths}, check=True)


def told(part: str, folder: Path) -> str:
    """The score with its 95 % interval (Wilson), and each mutant that lived, as a difference."""
    results: dict[str, str] = json.loads((folder / "mutants" / "sample.json").read_text())
    dead, tried = sum(status in DEAD for status in results.values()), len(results)
    low, high = wilson(dead, tried)
    lines = [f"{part}: {dead} of {tried} mutants were noticed, {dead / tried:.1%} (95 %: {low:.1%} to {high:.1%})"]
    for name, status in sorted(results.items()):
        if status not in DEAD:
            command = [Path(sys.executable).parent / "mutmut", "show", name]
            shown = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            lines += ["", f"{status}: {name}", shown.stdout.partition("\n")[2]]
    return "\n".join(lines)


def wilson(dead: int, tried: int, z: float = 1.96) -> tuple[float, float]:
    share, root = dead / tried, z * math.sqrt(dead * (tried - dead) / tried + z * z / 4)
    middle = tried * share + z * z / 2
    return (middle - root) / (tried + z * z), (middle + root) / (tried + z * z)


def main() -> None:
    options = arguments()
    os.environ.setdefault("LIAISON_CACHE", str(ROOT / ".liaison" / "cache"))
    with ExitStack() as started:
        if not {"LIAISON_TEST_KAFKA", "LIAISON_TEST_POSTGRES"} <= os.environ.keys():
            home = started.enter_context(scratch("liaison-mutation-"))
            kafka, postgres, stop = start_broker_and_database(home)
            started.callback(stop)
            os.environ |= {"LIAISON_TEST_KAFKA": kafka, "LIAISON_TEST_POSTGRES": postgres}
        for part in options.parts:
            folder = copied(part)
            broken(part, folder, options)
            text = told(part, folder)
            (BUILD / f"{part}.txt").write_text(text)
            print(text.partition("\n")[0], f"; those that lived: {BUILD / part}.txt", sep="", flush=True)


if __name__ == "__main__":
    main()
