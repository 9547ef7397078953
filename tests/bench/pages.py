"""How long pages take, one request at a time in this process: rows of a table in Markdown."""

import gc
import itertools
import statistics
import time
from collections.abc import Sequence

import httpx
from liaison_kit.process import collect_seldom

TARGET_MS = 50.0


def heads(what: str, one: str = "JSON", other: str = "page") -> list[str]:
    return [f"| {what} | {one} p50 | p95 | {other} p50 | p95 | verdict |", "|---|---|---|---|---|---|"]


async def row(client: httpx.AsyncClient, name: str, asked: Sequence[Sequence[str]], times: int) -> str:
    """Medians and p95 in milliseconds of addresses as JSON and as pages; those that take turns stand together, and
    without any there is nothing to measure."""
    if not gc.get_freeze_count():
        collect_seldom()  # as the service's own process: looking through all that was imported takes 150 ms
    cells, worst = [], 0.0
    for addresses in asked:
        if not addresses:
            cells += ["–", "–"]
            continue
        spent = await _spent(client, addresses, times)
        p95 = statistics.quantiles(spent, n=20)[-1]
        worst = max(worst, p95)
        cells += [f"{statistics.median(spent):.1f}", f"**{p95:.1f}**"]
    return f"| {name} | {' | '.join(cells)} | {'met' if worst <= TARGET_MS else 'missed'} |"


async def _spent(client: httpx.AsyncClient, asked: Sequence[str], times: int) -> list[float]:
    """Milliseconds of each request; the first of each address warms up, and is left out."""
    for path in asked:
        first = await client.get(path)
        assert first.status_code == 200, (path, first.text[:300])
    spent = []
    for path in itertools.islice(itertools.cycle(asked), times):
        begin = time.perf_counter()
        answer = await client.get(path)
        spent.append((time.perf_counter() - begin) * 1000)
        assert answer.status_code == 200, (path, answer.text[:300])
    return spent
