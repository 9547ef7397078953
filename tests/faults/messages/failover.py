"""The first provider dies in the middle of a run, refusing connections or saying nothing at all, and comes back.

Two gateways of equal weight, one sender, SMS planned at a steady rate. All is read from what the database recorded:
when a message was planned, when it was accepted, and by whom.
"""

import asyncio
import itertools
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from liaison_kit import clock
from liaison_kit.database import Database
from liaison_local.supervising.process import Process, Program
from liaison_notifications.model import Delivery
from sqlalchemy import func, select

from tests.bench.messages import plan
from tests.faults.messages.ground import Gateways, database, gateways
from tests.faults.messages.senders import environment

EVERY_SECONDS = 0.5
SOON = timedelta(seconds=2)
"""A message that its provider takes at once is accepted within this, whatever the machine does meanwhile."""
BACK = 0.4
"""Of the messages: with equal weights a half is due."""


@dataclass(frozen=True)
class Failover:
    """Times in seconds: from the death until the other carries all, and from the return until the weight is back."""

    dying: str
    messages: int
    all_carried_after: float
    longest: float
    in_doubt: int
    back_after: float | None
    doubled: int
    lost: int


@dataclass
class _Row:
    planned: datetime
    accepted: datetime
    provider: str


async def failover(
    admin_dsn: str, folder: Path, dying: str, *, rate: int, before: float, dead: float, after: float
) -> Failover:
    """`dying`: "refuses connections", or "says nothing": its process is stopped, its kernel takes connections."""
    folder = folder / dying.replace(" ", "-")
    folder.mkdir()
    name = f"failover_{time.time_ns() % 10**9}"
    async with gateways(folder, "generic", name="first") as first, gateways(folder, "generic", name="second") as second:
        urls = f"{first.url('generic')}?name=first {second.url('generic')}?name=second"
        async with database(admin_dsn, name, folder, sms_providers=urls) as (opened, settings):
            command = [sys.executable, "-m", "liaison_notifications", "jobs"]
            sender = Process(
                Program(
                    "sender", command, folder / "sender.log", lambda: None, environment=environment(settings, folder)
                )
            )
            sender.start()
            residents = itertools.count()
            try:
                await _planned(opened, residents, rate, before)
                died = clock.now()
                await _die(first, dying)
                await _planned(opened, residents, rate, dead)
                returned = clock.now()
                await _return(first, dying)
                await _planned(opened, residents, rate, after)
                await _all_settled(opened)
            finally:
                sender.stop()
            rows = await _rows(opened)
            arrived = Counter([*await first.ask("generic", "ids"), *await second.ask("generic", "ids")])
            doubled = sum([(await one.ask("generic", "counts"))["doubled"] for one in (first, second)])
        doubled += sum(count - 1 for count in arrived.values())
        return _figures(dying, rows, died, returned, doubled, lost=len(rows) - len(arrived))


async def _die(first: Gateways, dying: str) -> None:
    if dying == "says nothing":
        _signal(first, signal.SIGSTOP)
    else:
        await first.tell("generic", "down")


async def _return(first: Gateways, dying: str) -> None:
    if dying == "says nothing":
        _signal(first, signal.SIGCONT)
    else:
        await first.tell("generic", "up")


def _signal(told: Gateways, number: signal.Signals) -> None:
    assert told.process._popen is not None
    told.process._popen.send_signal(number)


async def _planned(opened: Database, residents: Iterator[int], rate: int, seconds: float) -> None:
    """To somebody else each time: nobody is given more messages than networks bear."""
    loop, number = asyncio.get_running_loop(), int(rate * EVERY_SECONDS)
    begin, batch = loop.time(), 0
    while loop.time() < begin + seconds:
        await plan(opened, "sms", number, first=next(residents) * number)
        batch += 1
        await asyncio.sleep(max(begin + batch * EVERY_SECONDS - loop.time(), 0))


async def _all_settled(opened: Database) -> None:
    unsettled = select(func.count()).where(Delivery.status != "accepted")
    while True:
        async with opened.reading() as session:
            if not await session.scalar(unsettled):
                return
        await asyncio.sleep(0.5)


async def _rows(opened: Database) -> list[_Row]:
    async with opened.reading() as session:
        found = await session.execute(select(Delivery.created_at, Delivery.finished_at, Delivery.provider))
        return [_Row(*row) for row in found]


def _figures(dying: str, rows: list[_Row], died: datetime, returned: datetime, doubled: int, lost: int) -> Failover:
    while_dead = [row for row in rows if died <= row.planned < returned]
    carried = [row for row in while_dead if row.provider == "second"]
    late = [row.planned for row in while_dead if row.accepted - row.planned > SOON]
    # One message a second at most tries whether the first is back: in doubt, it is no sign of anything but that.
    rare = Counter(int((at - died).total_seconds()) for at in late)
    last = max((second + 1 for second, count in rare.items() if count > 2), default=0)
    return Failover(
        dying,
        len(rows),
        float(last),
        max((row.accepted - row.planned).total_seconds() for row in carried),
        sum(row.provider == "first" for row in while_dead),
        _back_after(rows, returned),
        doubled,
        lost,
    )


def _back_after(rows: list[_Row], returned: datetime) -> float | None:
    """The first second in which the first provider carries its share again."""
    seconds: dict[int, Counter[str]] = {}
    for row in rows:
        if row.planned >= returned:
            seconds.setdefault(int((row.accepted - returned).total_seconds()), Counter())[row.provider] += 1
    for second, counts in sorted(seconds.items()):
        if counts["first"] >= BACK * counts.total():
            return float(second + 1)
    return None
