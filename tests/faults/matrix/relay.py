"""Faults between the outbox and Kafka."""

import asyncio

from tests.faults.scenario import Run, scenario

RELAYS = ("relay-1", "relay-2")
LEASE_SECONDS = 5.0
KILLS_IN_A_ROW = 5
SLOW_SECONDS = 10.0


@scenario("F2", "kill -9 after Kafka's ack, before DELETE")
async def killed_after_the_ack(run: Run) -> None:
    for _ in run.times(10, 3):
        async with run.fault("killed after the ack"):
            await run.spring("relay.after_ack")


@scenario("F3", "kill -9 at random, two relays")
async def killed_at_random(run: Run) -> None:
    """In bursts, so that some hit a relay that is just taking over."""
    for _ in run.times(10, 2):
        async with run.fault("five kills"):
            for _ in range(KILLS_IN_A_ROW):
                await asyncio.sleep(run.rng.uniform(0.05, 1.5))
                run.kill(run.rng.choice(RELAYS))


@scenario("F4", "SIGSTOP for three leases, then CONT")
async def stopped_for_three_leases(run: Run) -> None:
    for name in RELAYS[: len(run.times(2, 1))]:
        async with run.fault("stopped for three leases"):
            with run.stopped(run.system.kept[name].process):
                await asyncio.sleep(3 * LEASE_SECONDS)


@scenario("F14", "four relays, their link to Kafka slow", linked=True)
async def four_relays(run: Run) -> None:
    await run.system.start("relay-3", "relay-4")
    link = run.system.links["relay-kafka"]
    for _ in run.times(3, 1):
        async with run.fault("four relays on a slow link"):
            link.slow_down()
            await asyncio.sleep(SLOW_SECONDS)
            link.heal()
