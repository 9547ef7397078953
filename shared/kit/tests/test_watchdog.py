"""A process that stands still is ended; one that has nothing to do, or gets on, is not."""

import asyncio
from collections.abc import Iterator

import pytest
from liaison_kit.running.watchdog import STALLED, Watchdog
from liaison_kit.testing import eventually


class Hand:
    """A clock that is moved by hand, and a process that only notes that it would have been ended."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.ended: list[int] = []

    def __call__(self) -> float:
        return self.seconds

    async def end(self) -> list[int]:
        return self.ended


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def watchdog(hand: Hand) -> Iterator[Watchdog]:
    made = Watchdog(stall_seconds=0.04, end=hand.ended.append, now=hand)
    yield made
    made.stop()


async def test_a_blocked_event_loop_ends_the_process(hand: Hand, watchdog: Watchdog) -> None:
    watchdog.alive(behind=0)
    watchdog.start()
    hand.seconds += 1
    assert await eventually(hand.end) == [STALLED]


async def test_standing_still_with_records_behind_ends_the_process(hand: Hand, watchdog: Watchdog) -> None:
    watchdog.alive(behind=3)
    watchdog.start()
    hand.seconds += 1
    watchdog.alive(behind=3)
    assert await eventually(hand.end) == [STALLED]


async def test_it_ends_the_process_once(hand: Hand, watchdog: Watchdog) -> None:
    watchdog.start()
    hand.seconds += 1
    await eventually(hand.end)
    await asyncio.to_thread(watchdog._thread.join, 5)
    assert hand.ended == [STALLED]


def test_with_nothing_behind_nothing_needs_to_move(hand: Hand, watchdog: Watchdog) -> None:
    for _ in range(5):
        hand.seconds += 1
        watchdog.alive(behind=0)
        assert not watchdog.stalled()
    watchdog.alive(behind=1)
    assert not watchdog.stalled()


def test_records_behind_are_no_harm_while_batches_come_to_an_end(hand: Hand, watchdog: Watchdog) -> None:
    for _ in range(5):
        hand.seconds += 1
        watchdog.alive(behind=1000)
        watchdog.moved()
        assert not watchdog.stalled()
    hand.seconds += 1
    watchdog.alive(behind=1000)
    assert watchdog.stalled()
