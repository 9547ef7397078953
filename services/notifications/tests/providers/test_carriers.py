"""Turns, room and patience with the providers of one channel."""

import asyncio
from typing import Any

import pytest
from liaison_notifications.model.sending.delivery import Channel, DeliveryStatus, Outcome, Reason
from liaison_notifications.providers import carriers as carriers_module
from liaison_notifications.providers.addresses import addresses
from liaison_notifications.providers.carriers import Carriers
from liaison_notifications.providers.weights import Choice

WELL = Outcome(DeliveryStatus.ACCEPTED)
THROTTLED = Outcome(DeliveryStatus.RETRY_WAIT, "refused 429", costless=True, pause=20)
DOWN = Outcome(DeliveryStatus.RETRY_WAIT, Reason.UNREACHABLE)
DOUBT = Outcome(DeliveryStatus.UNKNOWN, Reason.NO_ANSWER)


class Scripted:
    """Answers what it is told to; `held` messages wait until it is set."""

    askable = False

    def __init__(self) -> None:
        self.outcome, self.held, self.begun = WELL, asyncio.Event(), list[str]()
        self.heard = asyncio.Semaphore(0)
        self.held.set()

    async def send(self, message: str, _: float) -> Outcome:
        self.begun.append(message)
        self.heard.release()
        await self.held.wait()
        return self.outcome

    async def ask(self, _: str, __: str | None) -> Outcome | None:
        return None

    async def close(self) -> None: ...


def made(*options: str) -> tuple[Carriers[str], list[Scripted]]:
    found = addresses([f"smtp://relay?name={n}&{option}" for n, option in enumerate(options)], ("smtp",))
    scripted = [Scripted() for _ in found]
    named = {each.name: (each, one) for each, one in zip(found, scripted, strict=True)}
    return Carriers(named, Channel.EMAIL), scripted


async def send(carriers: Carriers[str], name: str = "0", message: str = "m", **how: Any) -> Outcome:
    until = asyncio.get_running_loop().time() + how.pop("within", 5)
    return await carriers.send(Choice(name), message, how.pop("parts", 1), how.pop("urgent", False), until)


async def test_an_urgent_message_finds_room_while_others_fill_all_they_may_have() -> None:
    carriers, (relay,) = made("connections=3")
    relay.held.clear()
    others = [asyncio.create_task(send(carriers, message="other")) for _ in range(5)]
    await relay.heard.acquire()
    urgent = [asyncio.create_task(send(carriers, message="urgent", urgent=True)) for _ in range(2)]
    for _ in urgent:
        await relay.heard.acquire()
    assert relay.begun == ["other", "urgent", "urgent"]
    relay.held.set()
    assert {outcome.status for outcome in await asyncio.gather(*others, *urgent)} == {"accepted"}


async def test_whose_turn_does_not_come_in_time_was_not_begun_and_pays_nothing() -> None:
    carriers, (relay,) = made("rate=1")
    outcomes = [await send(carriers, parts=2, within=0.05) for _ in range(2)]
    assert [(outcome.status, outcome.costless) for outcome in outcomes] == [("accepted", False), ("retry_wait", True)]
    assert len(relay.begun) == 1


async def test_throttling_costs_no_attempt_and_the_other_takes_over_at_once() -> None:
    carriers, (one, _) = made("", "")
    one.outcome = THROTTLED
    outcome = await send(carriers)
    assert (outcome.costless, outcome.elsewhere, outcome.pause) == (True, True, 20)
    assert {carriers.choose().name for _ in range(30)} == {"1"}
    assert carriers.weights.shares() == {"0": 0.5, "1": 0.5}


async def test_once_one_is_found_down_what_was_given_to_it_and_not_begun_goes_elsewhere() -> None:
    carriers, (one, two) = made("", "")
    one.outcome = DOWN
    for _ in range(5):
        outcome = await send(carriers)
    assert (outcome.costless, outcome.elsewhere) == (True, True)
    assert len(one.begun) == 4
    two.outcome = DOWN
    for _ in range(5):
        outcome = await send(carriers, "1")
    # Neither works: there is nowhere else to send it to.
    assert (outcome.costless, outcome.elsewhere, len(two.begun)) == (False, False, 5)


async def test_a_doubt_stays_with_its_provider_and_counts_against_it() -> None:
    carriers, (one, _) = made("", "")
    one.outcome = DOUBT
    outcome = await send(carriers)
    assert (outcome.status, outcome.askable) == ("unknown", False)
    assert carriers.weights.shares()["0"] < 0.5


async def test_a_refusal_of_one_message_says_nothing_of_the_provider() -> None:
    carriers, (one, _) = made("", "")
    one.outcome = Outcome(DeliveryStatus.RETRY_WAIT, "refused 451", of_this_message=True)
    for _ in range(5):
        await send(carriers)
    assert carriers.weights.shares() == {"0": 0.5, "1": 0.5}


@pytest.mark.parametrize("name, expected", [(None, True), ("0", True), ("gone", False)])
async def test_whoever_carried_it_is_found_by_name(name: str | None, expected: bool) -> None:
    carriers, _ = made("", "")
    assert (carriers.named(name) is not None) == expected
    if not expected:
        assert (await send(carriers, "gone")).costless


def given(carriers: Carriers[str], *names: str) -> None:
    for name in names:
        carriers.give(Choice(name))


async def test_there_is_room_for_two_messages_for_each_connection_and_more_for_urgent_ones() -> None:
    carriers, _ = made("connections=3")
    assert (carriers.room(), carriers.room(urgent=True)) == (6, 10)
    given(carriers, *"000000")
    assert (carriers.room(), carriers.room(urgent=True)) == (0, 4)
    carriers.take_back(Choice("0"))
    assert carriers.room() == 1


async def test_a_slow_rate_makes_little_room() -> None:
    carriers, _ = made("rate=5&connections=30")
    assert carriers.room() == 10


async def test_each_gets_its_share_while_whoever_is_full_still_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    carriers, _ = made("connections=3&weight=3", "connections=3")
    assert carriers.room() == 8  # three of four go to the first, who takes six
    given(carriers, *"000000")
    assert carriers.room() == 0
    monkeypatch.setattr(carriers_module, "STALLED_AFTER", 0)
    # Nothing has come back from the first: the other takes as many as it can, and all of them.
    assert carriers.room() == 6
    assert {carriers.choose().name for _ in range(20)} == {"1"}


async def test_whoever_is_full_gets_nothing_while_another_is_not_and_whoever_failed_with_it_least_of_all() -> None:
    carriers, _ = made("connections=3", "connections=3")
    given(carriers, *"000000")
    assert {carriers.choose().name for _ in range(20)} == {"1"}
    assert {carriers.choose(but="1").name for _ in range(20)} == {"0"}
    given(carriers, *"111111")
    assert {carriers.choose(but="1").name for _ in range(20)} == {"0"}
    assert {carriers.choose().name for _ in range(40)} == {"0", "1"}


async def test_a_provider_that_has_stalled_still_has_room_for_what_is_urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carriers_module, "STALLED_AFTER", 0)
    carriers, _ = made("connections=3")
    given(carriers, *"000000")
    assert (carriers.room(), carriers.room(urgent=True)) == (0, 4)
