"""Inside a part's copy: makes all mutants, draws some of them, runs them, and writes what became of each."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from mutmut import __main__ as mutmut
from mutmut.mutation.data import SourceFileMutationData
from mutmut.stats import status_by_exit_code


def made(processes: int) -> list[str]:
    """The names of all mutants, as `mutmut run` makes them."""
    mutmut.set_mutant_under_test("mutant_generation")
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(processes)
    return sorted(results())


def results() -> dict[str, str]:
    found = {}
    for path in mutmut.walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        found |= {name: status_by_exit_code[code] for name, code in data.exit_code_by_key.items()}
    return found


def noticed_by_programs(name: str, tests: str) -> bool:
    """Whether tests fail that start programs of their own, all of them with this mutant."""
    command = [sys.executable, "-m", "pytest", "--rootdir=.", "-x", "-q", tests]
    environment = os.environ | {"MUTANT_UNDER_TEST": name}
    return subprocess.run(command, cwd="mutants", env=environment, capture_output=True, check=False).returncode == 1


def main() -> None:
    processes, size, seed = map(int, sys.argv[1:4])
    names = made(processes)
    print(f"{len(names)} mutants", flush=True)
    if size and size < len(names):
        names = random.Random(seed).sample(names, size)
    mutmut._run(names, processes)
    found = results()
    for name in names if sys.argv[4] else ():
        if found[name] == "no tests" and noticed_by_programs(name, sys.argv[4]):
            found[name] = "killed"
    Path("mutants/sample.json").write_text(json.dumps({name: found[name] for name in names}))


if __name__ == "__main__":
    main()
