"""Show the first page: what is on next, and where the offices and the results are."""

from liaison_contracts.events import EventStatus
from liaison_kit import clock, web
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel
from sqlalchemy import select

from liaison_events.model import Event, ShownEvent

router = web.router(ANYBODY)

NEXT = 6


class Home(BaseModel):
    """The next events, soonest first."""

    events: list[ShownEvent]


@router.get("/")
async def show_home(session: Session) -> Home:
    coming = select(Event).where(Event.status == EventStatus.SCHEDULED, Event.ends_at > clock.now())
    rows = await session.scalars(coming.order_by(Event.starts_at, Event.id).limit(NEXT))
    return Home(events=[event.shown() for event in rows])
