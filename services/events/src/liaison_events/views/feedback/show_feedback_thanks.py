"""Show thanks for feedback."""

from uuid import UUID

from liaison_kit import web
from liaison_kit.database import get
from liaison_kit.identity import ANYBODY
from liaison_kit.web import Session
from pydantic import BaseModel

from liaison_events.model import Event, ShownEvent

router = web.router(ANYBODY)


class FeedbackThanks(BaseModel):
    """The event it was about."""

    event: ShownEvent


@router.get("/events/{event_id}/feedback/thanks")
async def show_feedback_thanks(session: Session, event_id: UUID) -> FeedbackThanks:
    return FeedbackThanks(event=(await get(session, Event, event_id)).shown())
