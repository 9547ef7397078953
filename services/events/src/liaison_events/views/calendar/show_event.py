"""Show an event: what, when, where, how many places are left, and the form to sign up."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from liaison_contracts.events import EventStatus
from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel, Field

from liaison_events.model import Event, ShownEvent
from liaison_events.model.calendar.room_hours import RoomHours, left_hours
from liaison_events.model.calendar.room_time import SetUp
from liaison_events.model.calendar.structured_data import event_for_machines
from liaison_events.model.sign_ups.groups import Group, groups_of
from liaison_events.model.sign_ups.waiting_list import others_wait

router = web.router(ANYBODY)


class GroupPlaces(BaseModel):
    """Of the event's places those for one group; who belongs to another takes none of them."""

    name: Group
    capacity: int
    left: int


class EventPage(BaseModel):
    """`takes_sign_ups`: it is scheduled and sign-up is not over; where there is no place, `must_wait`.

    `restorable`: it is cancelled, and may still take place after all.
    """

    event: ShownEvent
    places_left: int
    takes_sign_ups: bool
    must_wait: bool
    closes_at: datetime
    version: int
    restorable: bool
    for_machines: dict[str, Any] = Field(exclude=True)
    set_up: SetUp = Field(exclude=True, description="For those who run the office.")
    groups: list[GroupPlaces]
    left_hours: list[RoomHours] | None = Field(exclude=True, description="For those who run the office.")


@router.get("/events/{event_id}")
async def show_event(session: Session, request: Request, event_id: UUID) -> EventPage:
    event, now = await get(session, Event, event_id), clock.now()
    waiting = event.serves_the_line(now) and not event.fills_gaps and await others_wait(session, event)
    return EventPage(
        event=event.shown(),
        places_left=event.places_left,
        takes_sign_ups=event.takes_sign_ups(now),
        must_wait=waiting or not event.places_left,
        closes_at=event.closes_at,
        version=event.version,
        restorable=event.status == EventStatus.CANCELLED and now < event.starts_at,
        for_machines=event_for_machines(event, request.app.state.settings.url.rstrip("/"), now),
        set_up=SetUp.model_validate(event, from_attributes=True),
        left_hours=await left_hours(session, event),
        groups=[
            GroupPlaces(name=Group(one.name), capacity=one.capacity, left=one.capacity - one.places_taken)
            for one in await groups_of(session, event_id)
        ],
    )
