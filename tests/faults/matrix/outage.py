"""The broker away for long: pages and commands go on, the backlog drains in order, memory stays flat."""

import asyncio
import os
import signal
import time

import httpx
import psutil

from tests.faults.scenario import Run, pid_of, scenario
from tests.faults.system import WRITER

AWAY_SECONDS, SHORT_AWAY_SECONDS = 600.0, 30.0
LOOK_SECONDS = 15.0
SETTLING_SECONDS = 60.0
GROWTH_MB = 40.0
LEAST_OK = 0.98


@scenario("AWAY", "the broker away for 10 minutes: pages and commands go on, the backlog drains in order, memory flat")
async def broker_away(run: Run) -> None:
    broker = run.system.ground.cluster.brokers[0]
    asked, answered = len(run.client.commands), run.client.ok
    began, away = time.monotonic(), SHORT_AWAY_SECONDS if run.short else AWAY_SECONDS
    async with run.fault("broker away"):
        os.kill(pid_of(broker.process), signal.SIGKILL)
        memory = await _watch(run, began + away)
        commands, answers = len(run.client.commands) - asked, run.client.ok - answered
        waiting = (await run.ask(WRITER, "select count(*) from outbox"))[0][0]
        await asyncio.to_thread(broker.process.kill)
        broker.launch()
        await broker.ready()
    for name, sizes in memory.items():
        grown = sizes[-1] - sizes[min(len(sizes) - 1, round(SETTLING_SECONDS / LOOK_SECONDS))]
        run.figures.append(f"{name}: {sizes[0]:.0f} MB at first, {sizes[-1]:.0f} MB at the end")
        if grown > GROWTH_MB:
            run.complaints.append(f"{name} grew by {grown:.0f} MB while the broker was away")
    run.figures.append(f"{answers} of {commands} commands answered while it was away; {waiting} records waited")
    if answers < LEAST_OK * commands:
        run.complaints.append(f"only {answers} of {commands} commands were answered while the broker was away")


async def _watch(run: Run, until: float) -> dict[str, list[float]]:
    """Memory of each process in MB every 15 s; a page that does not answer is complained of."""
    sizes: dict[str, list[float]] = {name: [] for name in run.system.kept}
    async with httpx.AsyncClient(base_url=run.system.api, timeout=5) as http:
        while time.monotonic() < until:
            for name, kept in run.system.kept.items():
                if kept.process.pid is not None:
                    sizes[name].append(psutil.Process(kept.process.pid).memory_info().rss / 1e6)
            answer = await http.get(f"/api/registry/v1/districts/{run.spare}")
            if not answer.is_success:
                run.complaints.append(f"a page answered {answer.status_code} while the broker was away")
            await asyncio.sleep(LOOK_SECONDS)
    return sizes
