"""Weights move by errors and slowness, and move back; a provider that is down carries next to nothing."""

import itertools
import random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from liaison_notifications.providers.weights import AT_LEAST, LONGEST_REST, Choice, Weights

NAMES = ("one", "two", "three")


def fails(weights: Weights, name: str, times: int, now: float = 0.0) -> None:
    for _ in range(times):
        weights.went_wrong(Choice(name), now)


def drawn(weights: Weights, times: int, now: float = 0.0) -> dict[str, int]:
    dice = random.Random(7).random
    names = [weights.choose(dice, now).name for _ in range(times)]
    return {name: names.count(name) for name in sorted(set(names))}


def test_messages_are_shared_out_by_weight() -> None:
    shared = drawn(Weights({"one": 3, "two": 1}), 1000)
    assert shared["one"] == pytest.approx(750, abs=60)


def test_a_few_errors_take_messages_away_and_successes_bring_them_back() -> None:
    weights = Weights({"one": 1, "two": 1})
    fails(weights, "one", 2)
    assert weights.shares()["one"] < 0.2
    for _ in range(10):
        weights.went_well("one", 0.1)
    assert weights.shares() == {"one": 0.5, "two": 0.5}


def test_slowness_takes_messages_away_too() -> None:
    weights = Weights({"one": 1, "two": 1})
    for _ in range(10):
        weights.went_well("one", 5.0)
    assert 0 < weights.shares()["one"] < 0.3


def test_a_provider_that_is_down_gets_one_message_at_a_time_and_ever_more_rarely() -> None:
    weights, trials = Weights({"one": 1, "two": 1}), []
    fails(weights, "one", 10)
    for second in range(200):
        for _ in range(50):
            choice = weights.choose(random.random, second)
            if choice.name == "one":
                assert choice.trial
                trials.append(second)
                weights.went_wrong(choice, second)
    gaps = [later - earlier for earlier, later in itertools.pairwise(trials)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == LONGEST_REST


def test_once_a_trial_goes_well_it_carries_more_and_more() -> None:
    weights, shares = Weights({"one": 1, "two": 1}), []
    fails(weights, "one", 10)
    assert weights.choose(random.random, 5).trial
    for _ in range(12):
        weights.went_well("one", 0.1)
        shares.append(weights.shares()["one"])
    assert shares == sorted(shares)
    assert (shares[0] < 0.2, shares[-1]) == (True, 0.5)


def test_what_was_on_its_way_when_it_went_down_does_not_make_it_rest_longer() -> None:
    weights = Weights({"one": 1, "two": 1})
    fails(weights, "one", 100)
    assert weights.choose(random.random, 1.1) == Choice("one", trial=True)


def test_the_only_provider_is_used_even_when_it_is_down() -> None:
    weights = Weights({"one": 1})
    fails(weights, "one", 10)
    choice = weights.choose(random.random, 0.5, but={"one"})
    assert choice.name == "one"
    assert weights.may_begin(choice, 0.5)


def test_who_asked_for_patience_gets_it_if_another_is_there() -> None:
    weights = Weights({"one": 1, "two": 1})
    weights.pause("one", 10)
    assert set(drawn(weights, 50, now=5)) == {"two"}
    assert set(drawn(weights, 50, now=11)) == {"one", "two"}


class Providers(RuleBasedStateMachine):
    """Anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.weights = Weights({"one": 1, "two": 5, "three": 0.5})

    @rule(name=st.sampled_from(NAMES), seconds=st.floats(0, 20))
    def goes_well(self, name: str, seconds: float) -> None:
        self.weights.went_well(name, seconds)
        assert not self.weights._standings[name].resting

    @rule(name=st.sampled_from(NAMES))
    def goes_wrong(self, name: str) -> None:
        before = self.weights._standings[name].share
        self.weights.went_wrong(Choice(name), self.now)
        assert self.weights._standings[name].share <= before

    @rule(name=st.sampled_from(NAMES), seconds=st.floats(0, 40))
    def asks_for_patience(self, name: str, seconds: float) -> None:
        self.weights.pause(name, self.now + seconds)

    @rule(seconds=st.floats(0.1, 40))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(number=st.floats(0, 1), but=st.sampled_from((None, *NAMES)), works=st.booleans())
    def a_message_is_sent(self, number: float, but: str | None, works: bool) -> None:
        working = {name for name in NAMES if self.weights.works(name, self.now)}
        choice = self.weights.choose(lambda: number, self.now, {but} if but else ())
        if working - {but}:
            assert choice.name != but
            assert choice.trial or choice.name in working
        elif working and not choice.trial:
            assert choice.name not in {name for name in NAMES if self.weights._standings[name].resting}
        if works:
            self.weights.went_well(choice.name, 0.1)
        else:
            self.weights.went_wrong(choice, self.now)

    @invariant()
    def a_share_stays_between_its_bounds(self) -> None:
        for each in self.weights._standings.values():
            assert each.weight * AT_LEAST <= each.share <= each.weight
            assert 0 <= each.rest <= LONGEST_REST
            assert each.rests_until <= self.now + LONGEST_REST

    def teardown(self) -> None:
        """Whatever has happened: once all of them do well for a while, each carries its weight again."""
        for _ in range(10):
            for name in NAMES:
                self.weights.went_well(name, 0.1)
        total = sum(each.weight for each in self.weights._standings.values())
        assert self.weights.shares() == pytest.approx({"one": 1 / total, "two": 5 / total, "three": 0.5 / total})


def test_no_course_of_events_loses_a_provider_or_overloads_one() -> None:
    run_state_machine_as_test(Providers, settings=settings(max_examples=60, stateful_step_count=40, deadline=None))
