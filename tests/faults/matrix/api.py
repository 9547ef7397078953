"""Faults where commands come in, and when everything is deployed anew."""

import signal

from tests.faults.scenario import Run, scenario
from tests.faults.system import ROLES


@scenario("F1", "kill -9 between commit and reply; the client asks again")
async def killed_before_replying(run: Run) -> None:
    for _ in run.times(10, 3):
        async with run.fault("killed before replying"):
            await run.spring("api.before_reply")


@scenario("F18", "SIGTERM under load")
async def deployed(run: Run) -> None:
    for _ in run.times(20, 5):
        name = run.rng.choice(list(ROLES))
        kept = run.system.kept[name]
        await run.until(lambda kept=kept: kept.process.pid is not None, f"{name} is back from the last time")
        async with run.fault("SIGTERM"):
            deaths = kept.deaths
            kept.signal(signal.SIGTERM)
        await run.expect(lambda kept=kept, deaths=deaths: kept.deaths > deaths, f"{name} ends after SIGTERM", 30)
