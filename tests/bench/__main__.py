"""The speed of the kit beside its peers, all arms interleaved in one run: `python -m tests.bench --only relay`."""

import argparse
import asyncio
import signal
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench import databases, debezium, platform, report
from tests.bench.cpu import Neighbours
from tests.bench.groups import GROUPS, NEED_DEBEZIUM, Bench
from tests.bench.ratios import Book


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default=",".join(GROUPS), help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--repeats", type=int, default=5, help="rounds; every arm runs once in each")
    parser.add_argument("--rows", type=int, default=60_000, help="records of a fast arm's run; slow peers get fewer")
    parser.add_argument("--report", type=Path, help="writes the tables to this file as well")
    arguments = parser.parse_args()
    arguments.only = arguments.only.split(",")
    if unknown := set(arguments.only) - GROUPS.keys():
        parser.error(f"--only does not know {', '.join(sorted(unknown))}")
    return arguments


async def _run(arguments: argparse.Namespace) -> Book:
    book = Book()
    with platform.started() as running:
        await databases.prepare(running)
        async with AsyncExitStack() as stack:
            peer = None
            if NEED_DEBEZIUM & set(arguments.only):
                print("starting Debezium Server and warming it up", flush=True)
                peer = await stack.enter_async_context(debezium.started(running))
            bench = Bench(running, book, arguments.repeats, arguments.rows, peer)
            for name in arguments.only:
                started, neighbours = time.monotonic(), Neighbours(bench.servers)
                await GROUPS[name](bench)
                book.remarks.append(f"During `{name}` other programs kept {neighbours.cores():.1f} cores busy.")
                wrong = "; ".join(book.wrong) or "nothing was lost, doubled, changed or out of order"
                print(f"{name} took {time.monotonic() - started:.0f} s; {book.remarks[-1]} So far {wrong}.", flush=True)
    return book


def main() -> None:
    """Ends with status 1 only where records were lost, doubled, changed, or out of order per key."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the arms' processes are ended, too
    book = asyncio.run(_run(arguments))
    text = report.written(book, arguments)
    print(text)
    if arguments.report:
        arguments.report.parent.mkdir(parents=True, exist_ok=True)
        arguments.report.write_text(text, encoding="utf-8")
    sys.exit(1 if book.wrong else 0)


if __name__ == "__main__":
    main()
