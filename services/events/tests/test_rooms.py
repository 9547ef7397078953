"""Whatever is planned, moved, given back and blocked, in whatever order: a room has one holder at a time."""

import asyncio
import contextvars
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from liaison_events.model import OfficeCopy
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.settings import Settings
from sqlalchemy import text, update

from services.events.tests.asking import ASK
from services.events.tests.conftest import START, an_office
from services.events.tests.machines import under_test

API, ROOMS = "/api/events/v1", 2
EFFORT = hypothesis.settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.generate],  # making a failure shorter would take minutes: each step is a request
)
HOUR, LENGTH, WHICH = st.integers(0, 8), st.integers(1, 3), st.integers(0, ROOMS - 1)
AROUND = st.sampled_from([(0, 0), (0, 0), (1, 0), (0, 1), (2, 1)])
"""Hours of set-up and clear-away."""


Around = tuple[int, int]


@dataclass(frozen=True)
class Held:
    """What is expected of an event or a booking; hours after START, and `around` them for set-up and clear-away.

    Without an `event` it is a booking's.
    """

    event: str | None
    link: str
    room: int
    start: int
    end: int
    around: Around = (0, 0)
    stands: bool = True

    @property
    def needs(self) -> tuple[int, int]:
        return wide(self.start, self.end, self.around)

    def meets(self, room: int, start: int, end: int) -> bool:
        return self.stands and self.room == room and self.needs[0] < end and start < self.needs[1]


class Rooms(RuleBasedStateMachine):
    """Two rooms for half a day; `held` and `blocked` are the model, the database is what is tested."""

    runner: asyncio.Runner
    settings: Settings
    database: Database
    client: httpx.AsyncClient

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Held] = []
        self.blocked: list[tuple[int, int, int]] = []

    def do(self, work: Any) -> Any:
        with clock.set_to(START - timedelta(days=1)):
            return self.runner.run(work, context=contextvars.copy_context())

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        answer: httpx.Response = self.do(self.client.post(f"{API}{path}", json=body))
        return answer

    @initialize()
    def begin(self) -> None:
        self.rooms = [{"id": str(new_id()), "name": "x", "name_en": "x", "capacity": 40} for _ in range(ROOMS)]
        self.office = an_office(id=new_id(), slug=f"office-{new_id()}", rooms=self.rooms)

        async def add() -> None:
            async with self.database.transaction() as session:
                session.add(self.office)

        self.do(add())

    def is_free(self, room: int, start: int, end: int, but: Held | None = None) -> bool:
        closed = any(one[0] == room and one[1] < end and start < one[2] for one in self.blocked)
        return not closed and not any(one.meets(room, start, end) for one in self.held if one is not but)

    def becomes(self, old: Held, answer: httpx.Response, free: bool, **new: Any) -> None:
        assert answer.status_code == (200 if free else 409), answer.text
        if free:
            self.held[self.held.index(old)] = replace(old, **new)

    def event(self, data: st.DataObject, stands: bool) -> Held | None:
        events = [one for one in self.held if one.event and one.stands == stands]
        return data.draw(st.sampled_from(events)) if events else None

    @rule(room=WHICH, start=HOUR, length=LENGTH, around=AROUND)
    def schedule(self, room: int, start: int, length: int, around: Around) -> None:
        plan = {"title": "x", "description": "x", "kind": "training", "room_id": self.rooms[room]["id"]}
        answer = self.post("/events", plan | times(start, length) | set_up(around))
        free = self.is_free(room, *wide(start, start + length, around))
        assert answer.status_code == (201 if free else 409), answer.text
        if free:
            self.held.append(Held(answer.json()["id"], "", room, start, start + length, around))

    @rule(room=WHICH, start=HOUR, length=LENGTH, around=AROUND)
    def ask_and_approve(self, room: int, start: int, length: int, around: Around) -> None:
        phone = f"067{len(self.held):07}"
        wanted = ASK | {"room_id": self.rooms[room]["id"], "phone": phone, "people": 4} | times(start, length)
        asked = self.post("/space/requests", wanted).json()
        answer = self.post(f"/space/requests/{asked['request_id']}/approval", set_up(around))
        free = self.is_free(room, *wide(start, start + length, around))
        assert answer.status_code == (200 if free else 409), answer.text
        if free:
            self.held.append(Held(None, asked["link"].rpartition("/")[2], room, start, start + length, around))

    @rule(data=st.data(), start=HOUR, length=LENGTH)
    def reschedule(self, data: st.DataObject, start: int, length: int) -> None:
        if old := self.event(data, stands=True):
            answer = self.post(f"/events/{old.event}/time", times(start, length))
            free = self.is_free(old.room, *wide(start, start + length, old.around), old)
            self.becomes(old, answer, free, start=start, end=start + length)

    @rule(data=st.data(), around=AROUND)
    def set_up_otherwise(self, data: st.DataObject, around: Around) -> None:
        if old := self.event(data, stands=True):
            words = {"title": "x", "description": "x", "capacity": 1}
            answer = self.post(f"/events/{old.event}/change", words | set_up(around))
            # Who needs the room for no longer than before is asked nothing: a blocking that came since is flagged.
            less = around[0] <= old.around[0] and around[1] <= old.around[1]
            free = less or self.is_free(old.room, *wide(old.start, old.end, around), old)
            self.becomes(old, answer, free, around=around)

    @rule(data=st.data(), room=WHICH)
    def move(self, data: st.DataObject, room: int) -> None:
        if old := self.event(data, stands=True):
            answer = self.post(f"/events/{old.event}/room", {"room_id": self.rooms[room]["id"]})
            self.becomes(old, answer, self.is_free(room, *old.needs, old), room=room)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        if old := self.event(data, stands=True):
            self.becomes(old, self.post(f"/events/{old.event}/cancellation", {"reason": "x"}), True, stands=False)

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        if old := self.event(data, stands=False):
            answer = self.post(f"/events/{old.event}/restoration", {})
            self.becomes(old, answer, self.is_free(old.room, *old.needs), stands=True)

    @precondition(lambda self: any(one.link and one.stands for one in self.held))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from([one for one in self.held if one.link and one.stands]))
        self.becomes(old, self.post(f"/space/mine/{old.link}/withdrawal", {}), True, stands=False)

    @rule(room=WHICH, start=HOUR, length=LENGTH, ends=st.booleans())
    def block(self, room: int, start: int, length: int, ends: bool) -> None:
        """As the registry tells it: what is booked then stays, and is flagged."""
        self.blocked = [] if ends else [*self.blocked, (room, start, start + length)]
        rooms = [one | {"blockings": []} for one in self.rooms]
        for number, begins, over in self.blocked:
            span = times(begins, over - begins)
            rooms[number]["blockings"].append(span | {"id": str(new_id()), "reason": "x"})

        async def tell() -> None:
            async with self.database.transaction() as session:
                await session.execute(update(OfficeCopy).where(OfficeCopy.id == self.office.id).values(rooms=rooms))

        self.do(tell())

    @invariant()
    def the_database_holds_the_same(self) -> None:
        if not hasattr(self, "office"):
            return

        async def told() -> list[tuple[Any, ...]]:
            query = "select room_id::text, lower(during), upper(during) from room_time where room_id::text = any(:ids)"
            async with self.database.reading() as session:
                ids = {"ids": [room["id"] for room in self.rooms]}
                return [tuple(row) for row in await session.execute(text(query), ids)]

        hour = timedelta(hours=1)
        standing = [one for one in self.held if one.stands]
        expected = [
            (self.rooms[one.room]["id"], START + one.needs[0] * hour, START + one.needs[1] * hour) for one in standing
        ]
        assert sorted(self.do(told())) == sorted(expected)


def times(start: int, length: int) -> dict[str, Any]:
    starts_at = START + timedelta(hours=start)
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=length)).isoformat()}


def set_up(around: Around) -> dict[str, int]:
    return {"set_up_minutes": around[0] * 60, "clear_away_minutes": around[1] * 60}


def wide(start: int, end: int, around: Around) -> tuple[int, int]:
    return start - around[0], end + around[1]


def test_a_room_has_one_holder_at_a_time(settings: Settings) -> None:
    with under_test(settings) as kept:
        run_state_machine_as_test(type("RoomsHere", (Rooms,), kept), settings=EFFORT)
