"""`python -m tests.faults.messages`: kills senders, lets a provider die, counts at the gateways, writes the report."""

import argparse
import asyncio
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from liaison_kit import clock

from tests.bench.platform import started
from tests.faults.messages import report
from tests.faults.messages.failover import Failover, failover
from tests.faults.messages.ground import workplace
from tests.faults.messages.killing import Result, killed

ROOT = Path(__file__).parents[3]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.messages", description=__doc__)
    parser.add_argument("--sms", type=int, default=100_000)
    parser.add_argument("--mails", type=int, default=40_000)
    parser.add_argument("--kills", type=int, default=140, help="of SMS; a tenth as many of mails")
    parser.add_argument("--rate", type=int, default=100, help="SMS a second while a provider dies")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dsn", help="an administrator's address of a PostgreSQL that runs; else one is started")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "messages.md")
    return parser.parse_args()


async def run(admin_dsn: str, options: Any, results: list[Result], found: list[Failover], write: Any) -> None:
    """After each step what is known by then is written: the whole takes half an hour."""
    with workplace() as folder:
        for channel, number, kills in (
            ("sms", options.sms, options.kills),
            ("email", options.mails, options.kills // 10),
        ):
            if number:
                result = await killed(admin_dsn, folder, channel, number, kills, seed=options.seed, short=False)
                results.append(result)
                write()
                print(report.killing([result]), report.kills([result]), sep="\n\n", flush=True)
        for dying in ("refuses connections", "says nothing") if options.rate else ():
            times = {"before": 15.0, "dead": 40.0, "after": 60.0}
            found.append(await failover(admin_dsn, folder, dying, rate=options.rate, **times))
            write()
            print(report.failovers(found), flush=True)


def main() -> int:
    options = arguments()
    began, results, found = clock.now(), list[Result](), list[Failover]()

    def write() -> None:
        minutes = (clock.now() - began).total_seconds() / 60
        ran = f"{began:%Y-%m-%d %H:%M} UTC, seed {options.seed}, {minutes:.0f} minutes"
        options.report.parent.mkdir(parents=True, exist_ok=True)
        options.report.write_text(report.page(results, found, ran))

    with nullcontext() if options.dsn else started() as platform:
        dsn = options.dsn or platform.admin_dsn
        asyncio.run(run(dsn, options, results, found, write))
    print(f"report: {options.report}")
    bad = any(one.doubled or one.lost or one.strangers for one in results) or any(
        one.doubled or one.lost for one in found
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
