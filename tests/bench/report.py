"""The tables at the end of a run, in Markdown."""

import argparse
import os

from tests.bench import latency
from tests.bench.ratios import CONSUMER_RATIOS, RELAY_RATIOS, Book

LATENCY_TARGETS = {
    "commit to Kafka, relay in another process": (3.0, 6.0),
    "commit to Kafka, relay in the same process": (3.0, 6.0),
    "command to row at 50 %": (20.0, 100.0),
}


def written(book: Book, arguments: argparse.Namespace) -> str:
    """min / **median** / max everywhere; CPU in seconds per 100,000 records, medians, servers beside the arm's own."""
    lines = [
        "# Speed",
        "",
        f"{os.cpu_count()} cores with everything on them; {arguments.repeats} rounds, arms interleaved; "
        f"{arguments.rows} records of 400 bytes per run; commits at {latency.PACE}/s. min / **median** / max.",
        "A rate is taken between the first and the last append (or inbox transaction), a ratio within one round.",
        "CPU: seconds per 100,000 records.",
    ]
    ratios = book.ratios(RELAY_RATIOS + CONSUMER_RATIOS)
    if ratios:
        lines += ["", "| ratio | target | measured | verdict |", "|---|---|---|---|", *ratios]
    if book.milliseconds:
        lines += ["", "| latency, ms | target p50 / p99 | p50 | p99 | verdict | CPU |", "|---|---|---|---|---|---|"]
        lines += book.latencies(LATENCY_TARGETS)
    if book.rates:
        lines += ["", "| arm | runs | records/s | CPU | cores busy |", "|---|---|---|---|---|", *book.arms()]
    if book.remarks:
        lines += ["", *(f"- {remark}" for remark in book.remarks)]
    lines += [
        "",
        "Counts, bytes and order per key: " + ("; ".join(book.wrong) if book.wrong else "all as they must be."),
    ]
    return "\n".join(lines) + "\n"
