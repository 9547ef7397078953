"""Scenarios: a bad thing that is made to happen, the alerts it leads to, and the runbooks that put it right."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tests.observability.ground import Ground

Play = Callable[[Ground], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Scenario:
    """`turn`: scenarios of one turn go on at the same time, for they do not touch each other."""

    name: str
    turn: int
    alerts: tuple[str, ...]
    follows: tuple[tuple[str, str], ...]
    play: Play
    only_fires: tuple[str, ...] = ()
    """Alerts that look back so far that a drill cannot wait for their end; promtool shows it."""


SCENARIOS: list[Scenario] = []


def scenario(
    name: str, *, turn: int, alerts: str = "", follows: dict[str, str], only_fires: str = ""
) -> Callable[[Play], Play]:
    """`alerts` and `only_fires`: names with spaces between; `follows`: headings of runbooks, with commas between."""

    def declare(play: Play) -> Play:
        parts = tuple((runbook, part) for runbook, headings in follows.items() for part in headings.split(", "))
        fires = tuple(only_fires.split())
        SCENARIOS.append(Scenario(name, turn, (*alerts.split(), *fires), parts, play, fires))
        return play

    return declare
