"""What happens in a drill, in turns."""

from tests.observability.scenarios import facts, people, processes
from tests.observability.scenarios.scenario import SCENARIOS, Scenario

__all__ = ["every", "facts", "people", "processes"]


def every() -> list[Scenario]:
    """All of them, turn by turn."""
    return sorted(SCENARIOS, key=lambda one: one.turn)
