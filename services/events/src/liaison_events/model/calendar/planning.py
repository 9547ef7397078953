"""Planning an event: what somebody says of it, what may be missing in a draft, and how it comes onto the calendar."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from liaison_contracts.events import Accessibility, EventKind, EventMode, EventScheduled, EventStatus, ParticipationTool
from liaison_kit import clock, outbox
from liaison_kit.errors import Refusal
from liaison_kit.formats.written import Moment
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from liaison_events.model.attendance.period import must_be_unlocked
from liaison_events.model.calendar.booking import booked, office_of_room
from liaison_events.model.calendar.event import Event
from liaison_events.model.calendar.reminders import Reminders
from liaison_events.model.calendar.room_time import RoomTime, SetUp
from liaison_events.model.calendar.whereabouts import WITH_LINK, WITH_ROOM, Whereabouts
from liaison_events.model.office import OfficeMissing
from liaison_events.model.texts import Line, Text

Tools = Annotated[list[ParticipationTool], Field(max_length=20)]
Age = Annotated[int, Field(ge=0, le=120)]


class CapacityMissing(Refusal):
    """Say how many places there are: there is no room to tell it."""

    field = "capacity"


class AgesReversed(Refusal):
    """The highest age is below the lowest."""

    field = "age_to"


class Details(BaseModel):
    """For whom it is, and who holds it; `organiser` if that is not the office."""

    organiser: Line | None = Field(None, max_length=200)
    language: Literal["uk", "en"] = Field("uk", description="What is spoken.")
    accessibility: Annotated[list[Accessibility], Field(max_length=20)] = Field(default_factory=list)
    age_from: Age | None = Field(None, description="Years.")
    age_to: Age | None = Field(None, description="Years.")
    reminders: Reminders = Field(
        Reminders.USUAL, description="When participants are reminded: by default a day and two hours before."
    )

    def check_ages(self) -> None:
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            raise AgesReversed


SAID = ("title", "description", "kind", "tools", *Details.model_fields, *SetUp.model_fields)
"""What an event says of itself, when and where apart: what a plan gives it, a copy or another date takes over."""


def said_by(plan: Details) -> dict[str, Any]:
    """The same of a plan, as columns of an event; each tool once."""
    said = plan.model_dump(include=set(SAID))
    return said | {"tools": list(dict.fromkeys(said["tools"]))}


class Plan(Whereabouts, SetUp, Details):
    """An event to be. `office_id` is the office that has the room, if left out; `capacity` is what the room holds."""

    title: Line = Field(max_length=200)
    description: Text = Field(max_length=5000)
    kind: EventKind
    tools: Tools = Field(default_factory=list)
    mode: EventMode = Field(EventMode.ROOM, description="Without a room, `office_id` and `capacity` must be given.")
    starts_at: Moment = Field(description="ISO 8601; without an offset, Europe/Kyiv wall-clock time.")
    ends_at: Moment = Field(description="The same; at most 24 hours later.")
    capacity: int | None = Field(None, ge=1, le=100_000)
    backdating_reason: Line | None = Field(None, max_length=500, description="Needed for a start in the past.")

    def check(self) -> None:
        """A Refusal for what its mode needs and is not there."""
        self.check_ages()
        self.check_place(self.mode)
        if self.mode in WITH_ROOM:
            return
        if self.office_id is None:
            raise OfficeMissing
        if self.capacity is None:
            raise CapacityMissing


async def schedule(session: AsyncSession, plan: Plan, event_id: UUID, allow: Callable[[UUID], None]) -> Event:
    """Puts it onto the calendar, its room booked, and tells it; `allow` refuses those who do not run the office."""
    plan.check()
    room_id = plan.room_id if plan.mode in WITH_ROOM else None
    office = await office_of_room(session, room_id, plan.office_id)
    allow(office.id)
    event = Event(
        id=event_id,
        status=EventStatus.SCHEDULED,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        backdating_reason=plan.backdating_reason,
        mode=plan.mode,
        online_link=plan.online_link if plan.mode in WITH_LINK else None,
        **said_by(plan),
    )
    now = clock.now()
    event.check_time(now)
    if event.starts_at < now:
        await must_be_unlocked(session, event.day)
    if room_id:
        event.take_place_in(office, office.room(room_id), plan.capacity)
    else:
        event.take_place_elsewhere(office, plan.place, plan.address, plan.capacity or 1)
    async with booked(session, RoomTime.of(event)):
        session.add(event)
    outbox.publish(session, EventScheduled(occurred_on=clock.today(), state=event.state()))
    return event
