"""Which provider of a channel gets the next message: weights that move by errors and slowness, and move back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

AT_LEAST = 0.05
"""Of its own weight: below that a provider rests, and one message at a time tries whether it is back."""
AFTER_ERROR, AFTER_SLOWNESS = 0.4, 0.9
WON_BACK = 0.1
"""Of its own weight, by each message that went well."""
SLOW_SECONDS = 3.0
FIRST_REST, LONGEST_REST = 1.0, 30.0


@dataclass
class _Standing:
    weight: float  # as configured
    share: float  # as it stands
    rest: float = 0.0  # how long it rests after the next failure
    rests_until: float = 0.0
    paused_until: float = 0.0

    @property
    def resting(self) -> bool:
        return self.rest > 0


@dataclass(frozen=True)
class Choice:
    """Who is to carry a message; as a `trial`, to see whether they are back."""

    name: str
    trial: bool = False


class Weights:
    """The standings of one channel's providers. Times are seconds of any clock that only goes forward."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._standings = {name: _Standing(weight, weight) for name, weight in weights.items()}

    def choose(self, dice: Callable[[], float], now: float, but: Collection[str] = ()) -> Choice:
        """A provider that works, and none of `but` if there is another; `dice` gives a number from 0 to 1.

        One that has rested long enough gets this message to try; whatever comes of it, the next one waits again.
        """
        others = [name for name in self._standings if name not in but] or list(self._standings)
        for name in others:
            standing = self._standings[name]
            if standing.resting and standing.rests_until <= now:
                standing.rests_until = now + standing.rest
                return Choice(name, trial=True)
        for names in (others, list(self._standings)):
            ready = [name for name in names if not self._standings[name].resting]
            ready = [name for name in ready if self._standings[name].paused_until <= now] or ready
            if ready:
                return Choice(self._drawn(ready, dice()))
        return Choice(min(others, key=lambda name: self._standings[name].rests_until))

    def _drawn(self, names: list[str], number: float) -> str:
        left = number * sum(self._standings[name].share for name in names)
        for name in names:
            left -= self._standings[name].share
            if left < 0:
                return name
        return names[-1]

    def may_begin(self, choice: Choice, now: float) -> bool:
        """Whether a message should still go there: not after it was found to be down, if another could take it."""
        resting = self._standings[choice.name].resting
        return choice.trial or not resting or not self.another_works(choice.name, now)

    def another_works(self, name: str, now: float) -> bool:
        return any(self.works(other, now) for other in self._standings if other != name)

    def resting(self, name: str) -> bool:
        """Whether it was found to be down, and nobody has got through since."""
        return self._standings[name].resting

    def works(self, name: str, now: float) -> bool:
        """Whether it can take a message at once."""
        standing = self._standings[name]
        return not standing.resting and standing.paused_until <= now

    def went_well(self, name: str, seconds: float) -> None:
        standing = self._standings[name]
        standing.rest = 0.0
        if seconds > SLOW_SECONDS:
            standing.share = max(standing.share * AFTER_SLOWNESS, standing.weight * AT_LEAST)
        else:
            standing.share = min(standing.share + standing.weight * WON_BACK, standing.weight)

    def went_wrong(self, choice: Choice, now: float) -> None:
        """An error of the provider, not of one message."""
        standing = self._standings[choice.name]
        standing.share *= AFTER_ERROR
        if standing.share <= standing.weight * AT_LEAST:
            standing.share = standing.weight * AT_LEAST
            if choice.trial or not standing.resting:  # what was on its way then says nothing new
                standing.rest = min(max(standing.rest * 2, FIRST_REST), LONGEST_REST)
                standing.rests_until = now + standing.rest

    def pause(self, name: str, until: float) -> None:
        """It asked for fewer messages."""
        self._standings[name].paused_until = max(self._standings[name].paused_until, until)

    def drawn_among(self, now: float, but: Collection[str] = ()) -> dict[str, float]:
        """Among whom the next messages are drawn, and what part of them each gets."""
        names = [name for name in self._standings if name not in but]
        ready = [name for name in names if not self._standings[name].resting]
        ready = [name for name in ready if self._standings[name].paused_until <= now] or ready or names
        total = sum(self._standings[name].share for name in ready)
        return {name: self._standings[name].share / total for name in ready}

    def shares(self) -> dict[str, float]:
        """What part of the messages each gets, if the others could take them as well; 0 while it rests."""
        shares = {name: 0.0 if each.resting else each.share for name, each in self._standings.items()}
        total = sum(shares.values())
        return {name: share / total if total else 0.0 for name, share in shares.items()}
