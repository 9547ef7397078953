"""The judge itself: a sound run passes, and each broken promise is seen."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.faults.checker import Window, judge
from tests.faults.client import OK, Command
from tests.faults.evidence import FACT, STATE, Evidence, Record
from tests.faults.mutants import MUTANTS, Mutant

DISTRICT = UUID(int=1)
NEVER = [Window(-2, -1)]
TAIL = Window(2, 3)


def sound() -> Evidence:
    """One district, three commands, all that follows from them."""
    found = Evidence()
    for version in (1, 2, 3):
        command = Command(uuid4(), DISTRICT, f"name {version}", float(version), OK, version, 1)
        found.commands.append(command)
        found.carried_out.append((command.id, DISTRICT, version))
        found.effects.append((DISTRICT, version))
        for topic in (FACT, STATE):
            found.records.append(Record(topic, 0, version, str(DISTRICT), DISTRICT, version))
    found.districts[DISTRICT] = found.copies[DISTRICT] = (3, "name 3")
    found.tallies[DISTRICT] = 3
    return found


def test_a_sound_run_holds() -> None:
    assert judge(sound(), NEVER, TAIL).word == "holds"


def test_a_duplicate_on_kafka_is_no_harm() -> None:
    found = sound()
    found.records.append(Record(FACT, 0, 9, str(DISTRICT), DISTRICT, 1))
    assert judge(found, NEVER, TAIL).word == "holds"


def _lose_an_effect(found: Evidence) -> None:
    del found.effects[1]
    found.tallies[DISTRICT] = 2


def _double_an_effect(found: Evidence) -> None:
    found.effects.append((DISTRICT, 3))


def _count_twice(found: Evidence) -> None:
    found.tallies[DISTRICT] += 1


def _carry_out_twice(found: Evidence) -> None:
    found.carried_out.append(found.carried_out[0])


def _invert_on_kafka(found: Evidence) -> None:
    found.records[0], found.records[2] = (
        Record(FACT, 0, 2, str(DISTRICT), DISTRICT, 1),
        Record(FACT, 0, 1, str(DISTRICT), DISTRICT, 2),
    )


def _invert_effects(found: Evidence) -> None:
    found.effects.reverse()


def _leave_a_gap(found: Evidence) -> None:
    del found.records[2]


def _invent(found: Evidence) -> None:
    found.effects.append((DISTRICT, 4))
    found.tallies[DISTRICT] = 4


def _drop_silently(found: Evidence) -> None:
    found.records.append(Record(FACT, 0, 4, "not ours"))


def _spoil_the_projection(found: Evidence) -> None:
    found.copies[DISTRICT] = (3, "another name")


def _leave_parked(found: Evidence) -> None:
    found.effects.pop()
    found.tallies[DISTRICT] = 2
    found.parked.add((FACT, 0, 3))


def _leave_in_the_outbox(found: Evidence) -> None:
    found.waiting = 1


@pytest.mark.parametrize(
    "harm",
    [
        _lose_an_effect,
        _double_an_effect,
        _count_twice,
        _carry_out_twice,
        _invert_on_kafka,
        _invert_effects,
        _leave_a_gap,
        _invent,
        _drop_silently,
        _spoil_the_projection,
        _leave_parked,
        _leave_in_the_outbox,
    ],
)
def test_a_broken_promise_is_seen(harm: Callable[[Evidence], None]) -> None:
    found = sound()
    harm(found)
    assert judge(found, NEVER, TAIL).word == "VIOLATED"


def test_a_run_without_a_healthy_tail_shows_nothing() -> None:
    found = sound()
    found.commands[-1].attempts = 2
    assert judge(found, NEVER, TAIL).word == "INVALID"


def test_a_run_in_which_little_worked_shows_nothing() -> None:
    found = sound()
    found.commands += [Command(uuid4(), DISTRICT, "", 1.0) for _ in range(9)]
    assert judge(found, NEVER, TAIL).word == "INVALID"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_wrong_kit_can_still_be_made_from_the_right_one(mutant: Mutant, tmp_path: Path) -> None:
    assert mutant.make(tmp_path).is_dir()
