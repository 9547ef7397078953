"""Rooms: their blockings lie apart, whatever is tried."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from liaison_contracts.registry import Blocking, Room
from liaison_kit.clock import KYIV
from liaison_kit.database import new_id
from liaison_kit.errors import Refusal
from liaison_registry.model.rooms.rooms import RoomPlan, blocked, unblocked, with_change, with_room

NOW = datetime(2026, 10, 24, 12, tzinfo=KYIV)
"""The next night has an hour twice."""
TIMES = st.tuples(st.integers(-5, 40), st.integers(-1, 10))


def of(begins: int, hours: int) -> Blocking:
    starts = NOW + timedelta(hours=begins)
    return Blocking(id=new_id(), starts_at=starts, ends_at=starts + timedelta(hours=hours), reason="Ремонт")


@given(wanted=st.lists(TIMES, max_size=12))
def test_a_room_is_blocked_exactly_when_it_is_free_and_the_time_is_not_over(wanted: list[tuple[int, int]]) -> None:
    room_id = new_id()
    rooms, taken = with_room([], room_id, RoomPlan("Зала", "Hall", 30, [], [])), list[tuple[int, int]]()
    for begins, hours in wanted:
        free = all(begins + hours <= other or other + more <= begins for other, more in taken)
        possible = hours > 0 and begins + hours > 0 and free
        try:
            rooms = blocked(rooms, room_id, of(begins, hours), NOW)
        except Refusal:
            assert not possible
            continue
        assert possible
        taken.append((begins, hours))
    kept = Room.model_validate(rooms[0]).blockings
    assert len(kept) == len(taken)
    assert all(one.ends_at <= later.starts_at for one, later in pairwise(kept))
    for one in kept:
        rooms = unblocked(rooms, room_id, one.id)
    assert rooms[0].get("blockings", []) == []


def test_what_a_plan_does_not_say_stays_and_unknown_equipment_is_left_out() -> None:
    room_id = new_id()
    plan = RoomPlan("Зала", "Hall", 30, ["screen", "swimming pool", "projector"], [])
    rooms: list[dict[str, Any]] = blocked(with_room([], room_id, plan), room_id, of(1, 2), NOW)
    changed = with_change(rooms, room_id, RoomPlan("Мала зала", "Small Hall", 10, [], []))
    assert rooms[0]["equipment"] == ["projector", "screen"]
    assert (changed[0]["blockings"], changed[0]["id"]) == (rooms[0]["blockings"], str(room_id))
