"""From due to recorded, one channel of one job: what is due is made ready in large lots, claimed in small ones as room
becomes free, and handed over; whatever is stuck with its provider holds up nobody, nor does it end with the job's run.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from liaison_kit import clock
from liaison_kit.jobs import JobContext

from liaison_notifications.model.sending.claims import READY_FOR, Outgoing, prepare
from liaison_notifications.model.sending.delivery import Channel, Outcome, Reason
from liaison_notifications.model.sending.lanes import Lane
from liaison_notifications.model.sending.leases import claim
from liaison_notifications.providers.weights import Choice
from liaison_notifications.sending import providers, record, send

RUN_SECONDS = 2.0
"""So long a run goes on while there is something to do; what is under way then is the next one's."""
LOOKS_EVERY = 0.2
"""Seconds after which it is asked again what is due, where nothing was."""
FEW = 100
"""Once fewer are ready, more are made so."""
SMALLEST_LOT = 10
GATHERED_SECONDS = 0.02
"""For so long outcomes wait for others, to be recorded with them; and free room for more, to be claimed for at once."""


async def send_due(context: JobContext, slowest: Lane) -> bool:
    """Sends what is due in these lanes; whether there was any, or is any under way."""
    providers(context)  # kept before what uses them, and so closed after it
    kept = context.kept.one(_Kept, _Kept)
    runs = [_Run(context, slowest, channel, kept) for channel in Channel]
    worked = False
    for result in await asyncio.gather(*(one.run(runs) for one in runs), return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
        worked = worked or result
    return worked


@dataclass(frozen=True)
class _Ready:
    outgoing: Outgoing
    until: datetime

    @property
    def is_urgent(self) -> bool:
        return self.outgoing.delivery.lane == Lane.URGENT


class _Kept:
    """What one run leaves to the next; closed when the process ends, so that it leaves nothing in doubt."""

    def __init__(self) -> None:
        self.ready = defaultdict[tuple[Lane, Channel], deque[_Ready]](deque)
        self.left = set[_Run]()
        self._waiting = set[asyncio.Event]()

    @contextmanager
    def waiting(self) -> Iterator[asyncio.Event]:
        """Set whenever anything has come to its end: there is room again, whoever's it was."""
        moved = asyncio.Event()
        self._waiting.add(moved)
        try:
            yield moved
        finally:
            self._waiting.discard(moved)

    def move(self, *_: object) -> None:
        for moved in self._waiting:
            moved.set()

    def check(self) -> bool:
        """Whether anything that earlier runs have left is still under way; a failure of theirs is raised here."""
        for one in list(self.left):
            if one.failures:
                raise one.failures.pop()
            if not one.goes_on:
                self.left.discard(one)
        return bool(self.left)

    async def close(self) -> None:
        for one in list(self.left):
            await one.finish()


class _Run:
    def __init__(self, context: JobContext, slowest: Lane, channel: Channel, kept: _Kept) -> None:
        self._context, self._kept, self._slowest, self._channel = context, kept, slowest, channel
        self._carriers = providers(context).of(channel)
        # Nobody else's while this run has it.
        self._ready = kept.ready.pop((slowest, channel), deque())
        self._preparing: asyncio.Task[bool] | None = None
        self._looks_at = self._claimed_at = 0.0
        self._under_way = set[asyncio.Task[None]]()
        self._outcomes: list[tuple[Outgoing, Outcome, float]] = []
        self._recording: asyncio.Task[None] | None = None
        self.failures: list[BaseException] = []
        self.has_nothing = False

    async def run(self, all_runs: Sequence["_Run"]) -> bool:
        """Until nothing is due and nothing under way in any channel, or for a while; whether to run again at once."""
        self._kept.check()
        try:
            with self._kept.waiting() as moved:
                worked = await self._work(moved, all_runs)
        finally:
            await self._end_preparing()  # or what it finds would wait until it is due again
            self._kept.ready[self._slowest, self._channel].extend(self._ready)
            if self.goes_on:
                self._kept.left.add(self)
        if worked or not self._kept.check():
            return worked
        await asyncio.sleep(LOOKS_EVERY)
        return True

    async def _work(self, moved: asyncio.Event, all_runs: Sequence["_Run"]) -> bool:
        loop, worked = asyncio.get_running_loop(), False
        begin = loop.time()
        while loop.time() < begin + RUN_SECONDS:
            moved.clear()
            worked = self._found() or worked
            if self.failures:
                await self.finish()  # what was sent is recorded before one's failure counts
                raise self.failures.pop()
            wait = await self._claim()
            self.has_nothing = wait > 0 and not self.goes_on and not self._ready
            if wait == 0:
                worked = True
            elif all(one.has_nothing for one in all_runs):
                self._kept.move()  # the others see it now, and not at their next look
                return worked
            else:  # what comes while only another channel has something to do need not wait for its end
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await moved.wait()
        self.has_nothing = True
        return True

    @property
    def goes_on(self) -> bool:
        return bool(self._under_way or self._preparing or self._recording)

    async def finish(self) -> None:
        """What is claimed comes to its end, and is recorded."""
        while self.goes_on:
            await self._end_preparing()
            if waited_for := [*self._under_way, *filter(None, [self._recording])]:
                await asyncio.wait(waited_for)

    async def _end_preparing(self) -> None:
        if self._preparing:
            await asyncio.wait([self._preparing])
            self._preparing.exception()  # the next run finds out for itself
            self._preparing = None

    def _found(self) -> bool:
        """Whether something was due when that was looked for; looks for more where few are ready."""
        found, loop = False, asyncio.get_running_loop()
        while self._ready and self._ready[0].until <= clock.now():
            self._ready.popleft()
        if self._preparing and self._preparing.done():
            done, self._preparing = self._preparing, None
            found = done.result()
            self._looks_at = 0.0 if found else loop.time() + LOOKS_EVERY
        if self._preparing is None and len(self._ready) < FEW and self._looks_at <= loop.time():
            self._preparing = asyncio.create_task(self._prepare())
            self._preparing.add_done_callback(self._kept.move)
        return found

    async def _prepare(self) -> bool:
        settings = self._context.settings
        async with self._context.transaction() as session:
            key_file, manners, now = settings.sealing_key_file, settings.manners, clock.now()
            found, ready = await prepare(session, key_file, now, self._slowest, manners, self._channel)
        found_ready = [_Ready(one, now + READY_FOR) for one in ready]
        self._ready.extendleft(each for each in reversed(found_ready) if each.is_urgent)
        self._ready.extend(each for each in found_ready if not each.is_urgent)
        return found

    async def _claim(self) -> float:
        """Claims for the room that there is, and begins to send. Seconds until to try again; 0 if it did."""
        loop, settings = asyncio.get_running_loop(), self._context.settings
        if not self._ready:
            return LOOKS_EVERY
        urgent = self._ready[0].is_urgent
        room = self._carriers.room(urgent=urgent)
        if room == 0:
            return LOOKS_EVERY
        if room < min(len(self._ready), SMALLEST_LOT) and loop.time() < self._claimed_at + GATHERED_SECONDS:
            return GATHERED_SECONDS
        self._claimed_at = loop.time()
        # The time a claim takes counts too: nothing may be on its way when the lease ends.
        until = loop.time() + settings.sending_seconds
        lot = list[Outgoing]()
        while self._ready and len(lot) < room and self._ready[0].is_urgent == urgent:
            lot.append(self._ready.popleft().outgoing)
        given = {one.delivery.id: (one, self._given(one)) for one in lot}
        try:
            names = [(one, choice.name) for one, choice in given.values()]
            claimed = await claim(self._context.database, names, clock.now(), settings.lease)
            for one in claimed:
                _, choice = given.pop(one.delivery.id)
                self._begin(one, choice, until)
        finally:
            for _, choice in given.values():
                self._carriers.take_back(choice)
        return 0

    def _given(self, one: Outgoing) -> Choice:
        """Another than failed with it. But who says that it never received it may say so too early: it knows the id."""
        delivery = one.delivery
        if delivery.reason == Reason.NEVER_RECEIVED and delivery.provider:
            choice = Choice(delivery.provider)
        else:
            choice = self._carriers.choose(delivery.provider if one.has_failed else None)
        self._carriers.give(choice)
        return choice

    def _begin(self, one: Outgoing, choice: Choice, until: float) -> None:
        task = asyncio.create_task(self._send(one, choice, until))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        task.add_done_callback(self._kept.move)

    async def _send(self, one: Outgoing, choice: Choice, until: float) -> None:
        try:
            outcome = await send(self._context, one, choice, until)
        except Exception as error:  # noqa: BLE001 - the job's run raises it
            self.failures.append(error)
            return
        finally:
            self._carriers.take_back(choice)
        self._outcomes.append((one, outcome, until + self._context.settings.sending_seconds))
        if self._recording is None:
            self._recording = asyncio.create_task(self._record())

    async def _record(self) -> None:
        try:
            await asyncio.sleep(GATHERED_SECONDS)
            while self._outcomes:
                outcomes, self._outcomes = self._outcomes, []
                until = max(until for _, _, until in outcomes)
                await record(self._context, [(one, outcome) for one, outcome, _ in outcomes], until)
        except Exception as error:  # noqa: BLE001 - likewise
            self.failures.append(error)
        finally:
            self._recording = None
            self._kept.move()
