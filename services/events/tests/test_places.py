"""Whatever people do, and in whatever order: places, offers and the line are what a few lines of plain Python say."""

import asyncio
import contextvars
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

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
from liaison_events.jobs.end_offers import end_offers
from liaison_events.model import Event, SignUp
from liaison_kit import clock
from liaison_kit.database import Database, new_id
from liaison_kit.jobs import JobContext
from liaison_kit.settings import Settings
from sqlalchemy import select

from services.events.tests.conftest import START, an_event, an_office
from services.events.tests.machines import under_test
from services.events.tests.waiting import ask

ROOM, BEGINNING, OFFER = 5, START - timedelta(hours=30), timedelta(hours=12)
LAST = START - timedelta(minutes=20)
"""So late that nobody has time for an offer."""
EFFORT = hypothesis.settings(
    max_examples=30,
    stateful_step_count=50,
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.generate],  # making a failure shorter would take minutes: each step is a request
)


@dataclass
class Party:
    """What is expected of one sign-up."""

    token: str
    size: int
    status: str
    offered_until: datetime | None = None


class Places(RuleBasedStateMachine):
    """One event and everybody who wants to come; `line` is the model, the database is what is tested."""

    runner: asyncio.Runner
    settings: Settings
    database: Database
    client: httpx.AsyncClient

    def __init__(self) -> None:
        super().__init__()
        self.line: list[Party] = []
        self.now = BEGINNING
        self.numbers = 0

    def do(self, work: Any) -> Any:
        with clock.set_to(self.now):
            return self.runner.run(work, context=contextvars.copy_context())

    @initialize(capacity=st.integers(1, ROOM), fills_gaps=st.booleans())
    def begin(self, capacity: int, fills_gaps: bool) -> None:
        self.capacity, self.fills_gaps = capacity, fills_gaps
        hall = {"id": str(new_id()), "name": "x", "name_en": "x", "capacity": ROOM}
        office = an_office(id=new_id(), rooms=[hall])
        where = {"office_id": office.id, "room_id": UUID(hall["id"])}
        self.event = an_event(capacity=capacity, fills_gaps=fills_gaps, **where)

        async def add() -> None:
            async with self.database.transaction() as session:
                session.add_all([office, self.event])

        self.do(add())

    @property
    def left(self) -> int:
        return self.capacity - sum(one.size for one in self.line if one.status in ("confirmed", "offered"))

    @property
    def serves_the_line(self) -> bool:
        return START - self.now >= timedelta(hours=1)

    def promote(self) -> None:
        if not self.serves_the_line:
            return
        until = self.now + min(OFFER, (START - self.now) / 2)
        for party in [one for one in self.line if one.status == "waiting"]:
            if party.size <= self.left:
                party.status, party.offered_until = "offered", until
            elif not self.fills_gaps:
                return

    @rule(size=st.integers(1, 3), wait=st.sampled_from([True, True, True, False]))
    def sign_up(self, size: int, wait: bool) -> None:
        self.numbers += 1
        answer = self.do(ask(self.client, self.event, self.numbers, party_size=size, wait=wait))
        others = self.serves_the_line and any(one.status == "waiting" for one in self.line)
        has_place = size <= self.left and (self.fills_gaps or not others)
        if size > self.capacity:
            assert answer.status_code == 422
        elif not has_place and not wait:
            assert answer.status_code == 409
        else:
            status = "confirmed" if has_place else "waiting"
            assert answer.json()["status"] == status
            self.line.append(Party(answer.json()["link"].rpartition("/")[2], size, status))

    @precondition(lambda self: self.line)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(self.line))
        answer = self.do(self.client.post(f"/api/events/v1/sign-ups/{party.token}/cancellation"))
        assert answer.json() == {"status": "cancelled"}
        if party.status != "cancelled":
            party.status, party.offered_until = "cancelled", None
            self.promote()

    @precondition(lambda self: self.line)
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(self.line))
        answer = self.do(self.client.post(f"/api/events/v1/sign-ups/{party.token}/acceptance"))
        held = party.status == "offered" and party.offered_until and self.now < party.offered_until
        held = held or (party.status == "waiting" and not self.serves_the_line and party.size <= self.left)
        # There may be fewer places in all by now than a party needs that waits.
        refused = 422 if party.status == "waiting" and party.size > self.capacity and not self.serves_the_line else 409
        assert answer.status_code == (200 if held or party.status == "confirmed" else refused)
        if held:
            party.status, party.offered_until = "confirmed", None

    @rule(capacity=st.integers(1, ROOM))
    def change_capacity(self, capacity: int) -> None:
        say = {"title": "x", "description": "x", "capacity": capacity, "fills_gaps": self.fills_gaps}
        answer = self.do(self.client.post(f"/api/events/v1/events/{self.event.id}/change", json=say))
        taken = self.capacity - self.left
        assert answer.status_code == (200 if capacity >= taken else 409), answer.text
        if capacity >= taken:
            self.capacity = capacity
            self.promote()

    @precondition(lambda self: self.now < LAST)
    @rule(hours=st.integers(1, 14))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), LAST)

    @rule()
    def offers_end(self) -> None:
        async def all_of_them() -> None:
            while await end_offers(JobContext(self.database, self.settings)):
                pass

        self.do(all_of_them())
        over = [one for one in self.line if one.offered_until and one.offered_until <= self.now]
        for party in over:
            party.status, party.offered_until = "cancelled", None
        if over:
            self.promote()

    @invariant()
    def the_database_says_the_same(self) -> None:
        if not hasattr(self, "event"):
            return

        async def held() -> tuple[int, list[tuple[str, datetime | None]]]:
            async with self.database.reading() as session:
                taken = await session.scalar(select(Event.places_taken).where(Event.id == self.event.id))
                mine = select(SignUp.status, SignUp.offered_until).where(SignUp.event_id == self.event.id)
                rows = await session.execute(mine.order_by(SignUp.id))
                return taken or 0, [(row.status, row.offered_until) for row in rows]

        taken, rows = self.do(held())
        assert rows == [(one.status, one.offered_until) for one in self.line]
        assert taken == self.capacity - self.left <= self.capacity


def test_places_offers_and_the_line_are_as_promised(settings: Settings) -> None:
    with under_test(settings) as kept:
        run_state_machine_as_test(type("PlacesHere", (Places,), kept), settings=EFFORT)
