"""The providers of one channel: who carries a message, how many at a time, how fast; and learning from each outcome."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Generic, TypeVar

from liaison_notifications.model.sending.delivery import Channel, DeliveryStatus, Outcome, Reason
from liaison_notifications.model.sending.measures import WORKING
from liaison_notifications.providers.addresses import Address
from liaison_notifications.providers.provider import Heard, Provider
from liaison_notifications.providers.tokens import TokenBucket
from liaison_notifications.providers.weights import Choice, Weights

Message = TypeVar("Message")

FOR_URGENT = 2
"""Connections of each provider that only urgent messages get."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
AHEAD = 2
"""Messages given to a provider for each of its connections: so many that none waits for the next one."""
SECONDS_AHEAD = 2.0
"""Where its rate is limited: messages for so long, if that is less."""
STALLED_AFTER = 1.0
"""Seconds in which nothing comes back from a provider that has all it may be given: others get its share."""


@dataclass
class _Carrier(Generic[Message]):
    provider: Provider[Message]
    bucket: TokenBucket | None
    room: asyncio.Semaphore
    room_for_others: asyncio.Semaphore
    turns: Mapping[bool, asyncio.Lock]
    size: int
    given: int = 0
    moved_at: float = 0.0
    """When anything came back from it, or it was given something while it had nothing."""
    pause: float = FIRST_PAUSE


class Carriers(Generic[Message]):
    """Made once for a process: what it learns holds for all its jobs."""

    def __init__(self, providers: Mapping[str, tuple[Address, Provider[Message]]], channel: Channel) -> None:
        """By their names; the first is whose messages are that name nobody."""
        self.first = next(iter(providers))
        self.weights = Weights({name: address.weight for name, (address, _) in providers.items()})
        self._carriers = {name: _carrier(address, provider) for name, (address, provider) in providers.items()}
        for name in providers:
            WORKING.labels(channel, name).set_function(lambda name=name: not self.weights.resting(name))  # type: ignore[misc]

    def choose(self, but: str | None = None) -> Choice:
        """Rather not `but`, and nobody who has all that they may be given while others have not."""
        avoided, full = {but} if but else set(), self._full()
        without = avoided | full if len(avoided | full) < len(self._carriers) else avoided
        return self.weights.choose(random.random, _now(), without)

    def room(self, *, urgent: bool = False) -> int:
        """How many more messages to claim now: none that would only wait, for what is claimed and has no outcome when
        its process dies is in doubt. Each provider gets its share, so that the least room decides; whoever has stalled
        does not count, so that nobody waits for them."""
        before = _now() - STALLED_AFTER
        more = FOR_URGENT * AHEAD if urgent else 0
        stalled = {name for name in self._full(more) if self._carriers[name].moved_at <= before}
        shares = self.weights.drawn_among(_now(), stalled)
        free = (
            (self._carriers[name].size + more - self._carriers[name].given) / share for name, share in shares.items()
        )
        return max(0, int(min(free, default=0)))

    def give(self, choice: Choice) -> None:
        """It is claimed for them, until it is taken back."""
        if carrier := self._carriers.get(choice.name):
            if not carrier.given:
                carrier.moved_at = _now()
            carrier.given += 1

    def take_back(self, choice: Choice) -> None:
        if carrier := self._carriers.get(choice.name):
            carrier.given, carrier.moved_at = carrier.given - 1, _now()

    def _full(self, more: int = 0) -> set[str]:
        return {name for name, each in self._carriers.items() if each.given >= each.size + more}

    def named(self, name: str | None) -> Provider[Message] | None:
        """Who carried a message; None if they are no longer among the settings."""
        carrier = self._carriers.get(name or self.first)
        return carrier.provider if carrier else None

    def heard(self) -> dict[str, Heard]:
        """What came over sessions, by who brought it; the lists are those of the providers, to be emptied."""
        return {name: carrier.provider.heard() for name, carrier in self._carriers.items()}

    async def send(self, choice: Choice, message: Message, parts: int, urgent: bool, until: float) -> Outcome:
        """Waits for its turn, but not past `until` (of the event loop's clock), and hands the message over."""
        carrier = self._carriers.get(choice.name)
        if carrier is None:  # claimed with other settings
            return self._not_begun(choice)
        held = list[asyncio.Semaphore]()
        try:
            try:
                async with asyncio.timeout_at(until):
                    for room in (carrier.room,) if urgent else (carrier.room_for_others, carrier.room):
                        await room.acquire()
                        held.append(room)
                    if self.weights.may_begin(choice, _now()):
                        await _turn(carrier, parts, urgent)
            except TimeoutError:
                return self._not_begun(choice)
            begin = _now()
            if not self.weights.may_begin(choice, begin) or until <= begin:
                return self._not_begun(choice)
            outcome = await carrier.provider.send(message, until - begin)
            return self._learnt(carrier, choice, outcome, begin)
        finally:
            for room in held:
                room.release()

    async def close(self) -> None:
        for carrier in self._carriers.values():
            await carrier.provider.close()

    def _learnt(self, carrier: _Carrier[Message], choice: Choice, outcome: Outcome, begin: float) -> Outcome:
        now = _now()
        if outcome.costless:
            pause = outcome.pause or carrier.pause
            carrier.pause = min(carrier.pause * 2, LONGEST_PAUSE)
            self.weights.pause(choice.name, now + pause)
            outcome = replace(outcome, pause=pause)
        elif outcome.status in {DeliveryStatus.ACCEPTED, DeliveryStatus.FAILED} or outcome.of_this_message:
            carrier.pause = FIRST_PAUSE
            self.weights.went_well(choice.name, now - begin)
        else:
            self.weights.went_wrong(choice, now)
        elsewhere = self.weights.another_works(choice.name, now)
        return replace(outcome, askable=carrier.provider.askable, elsewhere=elsewhere)

    def _not_begun(self, choice: Choice) -> Outcome:
        """Nothing was said to anybody, so that it costs no attempt."""
        elsewhere = self.weights.another_works(choice.name, _now())
        return Outcome(DeliveryStatus.RETRY_WAIT, Reason.LEASE_EXPIRED, costless=True, elsewhere=elsewhere)


def _carrier(address: Address, provider: Provider[Message]) -> _Carrier[Message]:
    return _Carrier(
        provider=provider,
        bucket=TokenBucket(address.rate, _now()) if address.rate else None,
        room=asyncio.Semaphore(address.connections),
        room_for_others=asyncio.Semaphore(address.connections - FOR_URGENT),
        turns={True: asyncio.Lock(), False: asyncio.Lock()},
        size=_size(address),
    )


def _size(address: Address) -> int:
    size = address.connections * AHEAD
    return min(size, max(ceil(address.rate * SECONDS_AHEAD), FOR_URGENT + 1)) if address.rate else size


async def _turn(carrier: _Carrier[Message], parts: int, urgent: bool) -> None:
    """One at a time waits for the bucket, and beside it one that is urgent."""
    if carrier.bucket:
        async with carrier.turns[urgent]:
            while (seconds := carrier.bucket.wait(parts, _now(), urgent)) > 0:  # noqa: ASYNC110 - time alone brings tokens
                await asyncio.sleep(seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()
