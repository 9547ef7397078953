"""A table of what happens and what people get, by Kyiv's clock: `16.06 12:00 moved to 17.06 15:00`."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from liaison_contracts.events import EventMoved, EventRescheduled, PlaceOffered, SignUpWaitlisted
from liaison_kit.clock import KYIV
from liaison_kit.database import new_id
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.model import Delivery
from liaison_notifications.model.planning.knowledge import start_in
from sqlalchemy import func, select

LASTS = timedelta(hours=2)


def moment(text: str) -> datetime:
    """`16.06 12:00` or `16.06 12:00:30`, of 2026."""
    parts = "%d.%m.%Y %H:%M" + (":%S" if text.count(":") == 2 else "")
    day, at = text.split()
    return datetime.strptime(f"{day}.2026 {at}", parts).replace(tzinfo=KYIV).astimezone(UTC)


def written(when: datetime) -> str:
    """To the minute, which is when people look."""
    return when.astimezone(KYIV).strftime("%d.%m %H:%M")


class CalendarStory:
    """One event, those who sign up, and a clock that stops wherever something could be due."""

    def __init__(self, story: Any, starts: str) -> None:
        self.story = story
        self.starts_at, self.place, self.version, self.status = moment(starts), "Велика зала", 1, "scheduled"
        self.people: dict[UUID, str] = {}
        self.working = True
        self.reminder_hours: list[int] | None = None
        self.could_be_due: set[datetime] = set()

    async def play(self, happens: list[str]) -> list[str]:
        """What each got: when, whose, what for, and the time that it tells."""
        steps = [(moment(" ".join(one.split()[:2])), one.split(maxsplit=2)[2]) for one in happens]
        self._now(steps[0][0])
        await self._tell(self._state())
        for when, what in steps:
            await self._until(when)
            await self._happens(what)
            await self._work()
        await self._until(max(self.starts_at, self.story.now) + timedelta(minutes=1))
        return await self._got()

    async def _happens(self, what: str) -> None:
        who, _, act = what.partition(" ")
        if what.startswith("moved to the "):
            self.place = what.removeprefix("moved to the ")
            await self._changed(EventMoved)
        elif what.startswith("moved to "):
            self.starts_at = moment(what.removeprefix("moved to "))
            await self._changed(EventRescheduled)
        elif what == "cancelled":
            await self._cancelled()
        elif what.startswith("reminds"):
            self.reminder_hours = [int(hours) for hours in what.split()[1:]]
            self.version += 1
            await self._tell(self._state())
        elif what in {"sending stops", "sending goes on"}:
            self.working = what == "sending goes on"
        else:
            await self._joins(who, act)

    async def _joins(self, who: str, act: str) -> None:
        named = {name: sign_up for sign_up, name in self.people.items()}
        sign_up = named.get(who) or new_id()
        self.people[sign_up] = who
        ids = {"sign_up_id": sign_up, "event_id": self.story.event_id, "occurred_on": self.story.now.date()}
        if act == "signs up":
            await self._tell(self.story.sign_up(sign_up), self.story.contact(sign_up, email=None))
        elif act == "waits":
            waits = SignUpWaitlisted(**ids, version=1, party_size=1)
            await self._tell(waits, self.story.contact(sign_up, email=None))
        elif act == "gives the place back":
            await self._tell(self.story.cancelled_sign_up(sign_up))
        else:
            until = moment(act.removeprefix("is offered a place until "))
            await self._tell(PlaceOffered(**ids, version=2, party_size=1, offered_until=until))

    async def _changed(self, kind: type[EventMoved | EventRescheduled]) -> None:
        self.version += 1
        state = self._state()
        await self._tell(kind(occurred_on=self.story.now.date(), state=state), state)

    async def _cancelled(self) -> None:
        self.version, self.status = self.version + 1, "cancelled"
        await self._tell(self._state())
        for sign_up in self.people:
            await self._tell(self.story.cancelled_sign_up(sign_up, event_cancelled=True))

    def _state(self) -> Any:
        hours = {24, 2, *(self.reminder_hours or [])}
        self.could_be_due |= {self.starts_at - timedelta(hours=each) for each in hours}
        said = {"starts_at": self.starts_at, "ends_at": self.starts_at + LASTS, "reminder_hours": self.reminder_hours}
        return self.story.event(self.version, room_name=self.place, status=self.status, **said)

    async def _tell(self, *facts: Any) -> None:
        await self.story.tell(*facts)

    def _now(self, when: datetime) -> None:
        self.story.now = when.astimezone(UTC)

    async def _until(self, when: datetime) -> None:
        """Stops at eight, a quarter to nine in the evening, and whenever a reminder or a message could be due."""
        while self.story.now < when:
            stops = {when, *self.could_be_due, *self._mornings_and_evenings()}
            if due := await self._next_try():
                stops.add(due)
            self._now(min((stop for stop in stops if stop > self.story.now), key=lambda one: one.timestamp()))
            if self.story.now < when:
                await self._work()

    def _mornings_and_evenings(self) -> list[datetime]:
        days = [self.story.now.astimezone(KYIV).date() + timedelta(days=ahead) for ahead in (0, 1)]
        return [datetime.combine(day, at, KYIV) for day in days for at in (time(8), time(20, 45))]

    async def _work(self) -> None:
        if self.working:
            await self.story.run(remind_participants)
            await self.story.work()

    async def _next_try(self) -> datetime | None:
        async with self.story.database.reading() as session:
            found: datetime | None = await session.scalar(select(func.min(Delivery.next_try_at)))
            return found

    async def _got(self) -> list[str]:
        accepted = select(Delivery).where(Delivery.status == "accepted").order_by(Delivery.finished_at, Delivery.id)
        async with self.story.database.reading() as session:
            rows = (await session.scalars(accepted)).all()
        lines = []
        for row in rows:
            assert row.finished_at
            assert row.said
            assert row.sign_up_id
            told = written(start_in(row.said))
            lines.append(f"{written(row.finished_at)} {self.people[row.sign_up_id]}: {row.purpose}, {told}")
        return lines
