"""Show an event: what, when, where, how many places are left, and the form to sign up."""

from uuid import UUID

from liaison_kit import clock, web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_events.model import Event, ShownEvent
from liaison_events.model.sign_up import places_taken

router = web.router(ANYBODY)


class EventPage(BaseModel):
    """`takes_sign_ups`: it is scheduled and has not started; there may be no place left."""

    event: ShownEvent
    places_left: int
    takes_sign_ups: bool


@router.get("/events/{event_id}")
async def show_event(session: Session, event_id: UUID) -> EventPage:
    event = await get(session, Event, event_id)
    taken = await session.scalar(places_taken(event_id)) or 0
    return EventPage(
        event=event.shown(),
        places_left=event.places_left(taken),
        takes_sign_ups=event.takes_sign_ups(clock.now()),
    )
