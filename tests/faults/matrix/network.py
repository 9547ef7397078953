"""Faults of each link: api, relay and reader to PostgreSQL, relay and reader to Kafka."""

import asyncio
from collections.abc import Callable

from tests.faults.proxy import Proxy
from tests.faults.scenario import Run, scenario

SECONDS = 5.0


async def _each_link(run: Run, name: str, hurt: Callable[[Proxy], None]) -> None:
    links = run.system.links
    chosen = run.rng.sample(sorted(links), len(links))
    for link in chosen[: len(run.times(len(links), 2))]:
        async with run.fault(f"{name} {link}"):
            hurt(links[link])
            await asyncio.sleep(SECONDS)
            links[link].heal()


@scenario("F14", "each link cut", linked=True)
async def cut(run: Run) -> None:
    await _each_link(run, "cut", Proxy.cut)


@scenario("F14", "each link held, first one way, then the other", linked=True)
async def held(run: Run) -> None:
    await _each_link(run, "held up", lambda proxy: proxy.hold("up"))
    await _each_link(run, "held down", lambda proxy: proxy.hold("down"))


@scenario("F14", "each link reset in the middle of a frame", linked=True)
async def reset(run: Run) -> None:
    await _each_link(run, "reset", Proxy.break_frames)


@scenario("F14", "each link slow: 200 ms and stalls of 2 s", linked=True)
async def slow(run: Run) -> None:
    await _each_link(run, "slow", Proxy.slow_down)
