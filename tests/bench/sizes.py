"""How large a network is after a year, by its offices, and what residents add: `python -m tests.bench.sizes`.

Each number of offices gets a network of its own, started as on a laptop, which lives through a year of events with
sign-ups, arrivals and reports. In the largest one residents move in: each has signed up once, and follows the news.
"""

import argparse
import platform
import signal
import sys
from collections.abc import Iterator, Mapping

import psutil

from tests.bench.sized_city import move_in, sign_ups_a_second
from tests.bench.sized_network import MEGABYTE, PAGES, Network, Size, live_a_year, network, size

HEAD = "# Sizes\n\n`python -m tests.bench.sizes`, {machine}. One machine, each service one process.\n"
Column = tuple[str, Size, Mapping[str, str]]


def _measured(running: Network, seconds: float, **more: str) -> tuple[Size, dict[str, str]]:
    found = size(running)
    rate = sign_ups_a_second(running, seconds) if seconds else 0.0
    return found, more | ({"sign-ups a second, 8 at a time": f"{rate:.0f}"} if seconds else {})


def _columns(offices: list[int], residents: list[int], seconds: float) -> Iterator[Column]:
    for number in offices:
        print(f"{number} offices", flush=True)
        with network(number) as running:
            yield f"{number} planned", *_measured(running, 0)
            commands, took = live_a_year(running, number)
            told = {"commands in the year": f"{commands:,}", "commands a second": f"{commands / took:.0f}"}
            yield f"{number} offices, a year", *_measured(running, seconds, **told)
            last = 0
            for people in residents if number == offices[-1] else ():
                print(f"{people} residents", flush=True)
                move_in(running, last + 1, people)
                last = people
                yield f"… and {people:,} residents", *_measured(running, seconds)


def _table(columns: list[Column]) -> str:
    def row(name: str, cells: list[str]) -> str:
        return f"| {name} | {' | '.join(cells)} |\n"

    services = columns[0][1].databases
    said = sorted({name for _, _, more in columns for name in more})
    lines = [row("", [name for name, _, _ in columns]), f"|---|{'---|' * len(columns)}\n"]
    lines.append(row("facts told", [f"{found.facts:,}" for _, found, _ in columns]))
    for service in services:
        lines.append(row(f"database of {service}, MB", [_mb(found.databases[service]) for _, found, _ in columns]))
    lines.append(row("Kafka's records, MB", [_mb(found.kafka) for _, found, _ in columns]))
    for process in columns[0][1].memory:
        lines.append(row(f"memory of {process}, MB", [_mb(found.memory.get(process, 0)) for _, found, _ in columns]))
    lines.append(row("memory in all, MB", [_mb(sum(found.memory.values())) for _, found, _ in columns]))
    for page in PAGES:
        lines.append(row(f"`{page}`, ms", [f"{found.pages[page]:.0f}" for _, found, _ in columns]))
    for name in said:
        lines.append(row(name, [more.get(name, "–") for _, _, more in columns]))
    return "".join(lines)


def _mb(size_in_bytes: int) -> str:
    return f"{size_in_bytes / MEGABYTE:,.1f}" if size_in_bytes < 100 * MEGABYTE else f"{size_in_bytes / MEGABYTE:,.0f}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sizes", description=__doc__)
    parser.add_argument("--offices", default="1,10,100")
    parser.add_argument("--residents", default="10000,1000000", help="in the largest network")
    parser.add_argument("--seconds", type=float, default=15, help="how long sign-ups are counted")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    numbers = [[int(one) for one in text.split(",") if one] for text in (arguments.offices, arguments.residents)]
    memory = psutil.virtual_memory().total / 2**30
    machine = f"{psutil.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"
    columns: list[Column] = []
    try:
        for column in _columns(*numbers, arguments.seconds):
            columns.append(column)
    finally:
        if columns:
            print(HEAD.format(machine=machine), _table(columns), sep="\n")


if __name__ == "__main__":
    main()
