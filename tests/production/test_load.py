"""The load of the production drill: what a command asks for can be read back, and tells whose it was."""

import random
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.faults.client import Command
from tests.production.load import MINUTES, Hours, SignUps, number_of, phone_of

OFFICE = UUID(int=1)


@pytest.mark.parametrize("number", [0, 1, MINUTES - 1, MINUTES, 7 * MINUTES + 59])
async def test_an_offices_hours_tell_which_command_gave_them(number: int, tmp_path: Path) -> None:
    client = Hours("http://127.0.0.1:9", [OFFICE], 1.0, tmp_path / "log", random.Random(1))
    path, week = client.asked(Command(uuid4(), OFFICE, "", 0.0, number=number))
    await client.stop(0)
    assert path == f"/api/registry/v1/offices/{OFFICE}/hours"
    days = {day: number for number, day in enumerate(("monday", "tuesday"), start=1)}
    told = [{"weekday": days[day], "opens": f"{span[:5]}:00", "closes": "20:00:00"} for day, span in week.items()]
    ended = [{"weekday": 1, "opens": "09:00:00", "valid_from": None, "valid_to": "2026-11-29"}]
    assert number_of(told) == number
    assert number_of([*ended, *({**one, "valid_from": "2026-11-30"} for one in told)]) == number


async def test_a_sign_up_is_known_by_what_it_was_answered(tmp_path: Path) -> None:
    client = SignUps("http://127.0.0.1:9", [OFFICE], 1.0, tmp_path / "log", random.Random(1))
    command = Command(uuid4(), OFFICE, "", 0.0, number=42)
    _, who = client.asked(command)
    client.note_answer(command, {"sign_up_id": str(UUID(int=7))})
    await client.stop(0)
    assert who["phone"] == phone_of(42) == "+380670000042"
    assert (command.district, command.version) == (UUID(int=7), 1)
