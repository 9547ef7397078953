"""`python -m tests.faults`: runs the fault matrix, prints its table and writes the report."""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.faults import report
from tests.faults.matrix import api, clocks, consumer, data, dead_letters, kafka, mix, network, outage, postgres, relay
from tests.faults.mutants import Caught, hunt
from tests.faults.runner import Grounds, Outcome, Plan, run
from tests.faults.scenario import SCENARIOS, Scenario

MATRIX = (api, relay, consumer, kafka, postgres, network, clocks, data, dead_letters, outage, mix)
ROOT = Path(__file__).parents[2]
LEAST_MIX_SECONDS = 60.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--minutes", type=float, default=0, help="the mix (F19) fills what the others leave of them")
    parser.add_argument(
        "--only", default="", help="faults, for example F1,F2, or names of scenarios; none for no fault"
    )
    parser.add_argument("--short", action="store_true", help="fewer repetitions")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="commands a second")
    parser.add_argument("--mutants", action="store_true", help="the seven wrong kits, too")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "faults.md")
    return parser.parse_args()


def chosen(only: str) -> list[Scenario]:
    """In the order of their grounds, so that each is started once; the mix comes last."""
    names = set(only.split(",")) - {""}
    picked = [one for one in SCENARIOS if not names or {one.fault, one.inject.__name__} & names]
    return sorted(picked, key=lambda one: (one.inject is mix.mix.inject, one.brokers, one.linked, one.needs_small_disk))


def tell(line: str) -> None:
    print(line, flush=True)


async def main() -> int:
    options = arguments()
    os.environ.setdefault("LIAISON_CACHE", str(ROOT / ".liaison" / "cache"))
    folder = Path(tempfile.mkdtemp(prefix="liaison-faults-"))
    began = time.monotonic()
    tell(f"seed {options.seed}; {report.machine()}; logs in {folder}")
    plan = Plan(options.seed, options.short, options.rate)
    outcomes: list[Outcome] = []
    caught: list[Caught] = []
    async with Grounds(folder) as grounds:
        scenarios = chosen(options.only)
        for number, scenario in enumerate(scenarios, 1):
            left = options.minutes * 60 - (time.monotonic() - began)
            own = replace(plan, mix_seconds=max(LEAST_MIX_SECONDS, left))
            outcome = await run(grounds, scenario, folder / f"s{number}", own)
            outcomes.append(outcome)
            tell(f"{number}/{len(scenarios)} {report.line(outcome)}")
        if options.mutants:
            caught = await hunt(grounds, folder, plan, tell)
    tell("\n" + report.table([report.row(outcome) for outcome in outcomes]))
    report.write(options.report, outcomes, caught, plan, (time.monotonic() - began) / 60)
    tell(f"report: {options.report}")
    if any(one.is_bad for one in outcomes) or not all(one.killed for one in caught):
        tell(f"see {folder}")
        return 1
    await asyncio.to_thread(shutil.rmtree, folder)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
